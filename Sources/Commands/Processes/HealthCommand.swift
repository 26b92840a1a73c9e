import ArgumentParser
import Curl
import Settings

/// Asks a process whether it is there: for the health checks of containers, which have no curl.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Ask the process of this container whether it is alive; ends with 0 when it is."
    )

    @Flag(help: "Ask whether it is ready, too: it has its database, and was not asked to stop.") var ready = false
    @Argument(help: "Where it answers; else at metrics.port and api.port of this machine.")
    var address: String?
    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let addresses = try address.map { [$0] } ?? usualAddresses()
            let transfers = Transfers()
            var reasons: [String] = []
            for address in addresses {
                let path = ready ? "/readyz" : "/livez"
                guard let reason = await Self.ask(address + path, with: transfers) else { return }
                reasons.append("\(address): \(reason)")
            }
            throw complain(reasons, code: 1)
        }
    }

    /// A container has one process, at one of the two.
    private func usualAddresses() throws -> [String] {
        let settings = try source.load()
        let places = [
            settings.metrics.port.map { (settings.metrics.host, $0) }, (settings.api.host, settings.api.port),
        ]
        return places.compactMap { $0 }.map { host, port in "http://\(Self.reachable(host)):\(port)" }
    }

    /// All addresses of a machine include this one.
    private static func reachable(_ host: String) -> String {
        ["0.0.0.0", "::", "*"].contains(host) ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
    }

    /// nil: yes.
    private static func ask(_ url: String, with transfers: Transfers) async -> String? {
        let request = HTTPTransfer(method: "GET", url: url, deadline: .seconds(4), allowsPrivateAddresses: true)
        switch await transfers.perform(request) {
        case .answered(let response) where response.status == 200: return nil
        case .answered(let response): return "answered \(response.status)"
        case .notSent(let reason), .doubtful(let reason): return reason
        }
    }
}
