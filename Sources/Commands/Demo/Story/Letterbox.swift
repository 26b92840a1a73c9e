import Foundation
import Postgres
import Store

/// Finds messages in the Maildir, where each file is named after its delivery.
struct Letterbox: Sendable {
    let pool: Pool
    let folder: URL
    /// Deliveries of earlier demos are ignored, because their links lead to an API that is gone.
    let after: Int64

    /// The message, or nil if it does not arrive in time.
    func letter(_ email: String, to address: String, within patience: Duration) async throws -> ReceivedLetter? {
        let end = ContinuousClock.now + patience
        repeat {
            if let delivery = try await pool.first(FindDelivery(of: email, to: address, after: after)) {
                return ReceivedLetter(
                    source: try String(contentsOf: folder.appending(path: "new/\(delivery)"), encoding: .utf8)
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        } while ContinuousClock.now < end
        return nil
    }
}

/// A message as its receiver has it.
struct ReceivedLetter: Sendable {
    /// The source without the soft line breaks of quoted-printable (RFC 2045 §6.7), and with its equals signs, which is
    /// enough to find links.
    private let text: String

    init(source: String) {
        text = source.replacing("=\n", with: "").replacing("=3D", with: "=")
    }

    /// The first tracked link.
    var link: String? { text.firstMatch(of: /https?:\/\/[^\s"<>]+\/c\/[A-Za-z0-9_-]+/).map { String($0.output) } }

    /// The URL in List-Unsubscribe (RFC 8058).
    var unsubscribeURL: String? {
        text.firstMatch(of: /<(https?:\/\/[^\s>]+\/u\/[A-Za-z0-9_-]+)>/).map { String($0.output.1) }
    }
}
