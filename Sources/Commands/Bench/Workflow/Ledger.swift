import Postgres

/// Checks that everything that happened was recorded, and nothing else.
struct Ledger {
    let database: BenchDatabase

    func check(emails: Int, contacts: Int, received: Int) async throws {
        var wrong: [String] = []
        if received != emails { wrong.append("\(received) messages were received, not \(emails)") }
        for (what, rows, expected) in expectations(emails: emails, contacts: contacts) {
            let count = try await database.count(rows)
            if count != expected { wrong.append("\(count) \(what), not \(expected)") }
        }
        for row in try await database.connection.query("SELECT invariant, subject FROM check_invariants() LIMIT 5") {
            wrong.append("broken: \(try row.text("invariant")): \(try row.text("subject"))")
        }
        guard wrong.isEmpty else { throw BenchFailure(wrong.joined(separator: "\n         ")) }
    }

    private func expectations(emails: Int, contacts: Int) -> [(String, rows: String, count: Int)] {
        [
            (
                "deliveries are sent",
                "messaging.deliveries WHERE state = 'sent' AND outcome_at IS NOT NULL AND doubt IS NULL", emails
            ),
            ("deliveries exist", "messaging.deliveries", emails),
            ("messages are frozen", "messaging.messages", emails),
            ("sends are in the history", "automation.history WHERE what = 'sent'", emails),
            ("e-mail jobs are in the queue's history", "queue.done WHERE queue = 'email' AND outcome = 'done'", emails),
            ("walks were completed", "automation.enrollments WHERE end_reason = 'completed'", contacts),
            ("jobs are left", "queue.jobs WHERE state <> 'done'", 0),
        ]
    }
}
