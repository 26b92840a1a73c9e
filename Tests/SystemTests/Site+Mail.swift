import Foundation
import Postgres
import TestSupport

/// The messages that the ledger lists as sent, and those at the mail server.
extension Site {
    func messageIDs(_ condition: String) async throws -> Set<String> {
        let rows = try await pool.query("SELECT message_id FROM messaging.deliveries WHERE \(condition)")
        return Set(try rows.map { try $0.text("message_id") })
    }

    func receivedMessageIDs() throws -> [String] {
        try mail.messages().compactMap { message in
            let text = String(decoding: message, as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("message-id:") }
            return line.map { $0.dropFirst("message-id:".count).trimmingCharacters(in: .whitespaces) }
        }
    }
}
