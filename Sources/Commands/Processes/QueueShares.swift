import ArgumentParser
import Settings

/// `email=50,automation=200` on the command line.
struct QueueShares: ExpressibleByArgument {
    let shares: [QueueShare]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        shares = parts.compactMap { QueueShare(String($0)) }
        guard shares.count == parts.count else { return nil }
    }
}
