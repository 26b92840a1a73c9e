import Foundation
import Postgres

/// Writes contacts with one event and one order each throughout the run, and logs the answer it got about each.
///
/// The event begins an enrollment. The order is a separate job, a send half a day later.
actor Producer {
    enum Answer: Sendable {
        /// The server confirmed the contact.
        case acknowledged
        /// The answer was lost: the contact exists or not, but never in part.
        case unknown
        /// The server said that the contact cannot exist.
        case refused
    }

    private(set) var answers: [String: Answer] = [:]
    private let name: String
    private let pool: Pool
    private var count = 0

    init(_ name: String, conninfo: String) throws {
        self.name = name
        var configuration = try Configuration(conninfo)
        configuration.reconnectFor = .seconds(5)
        pool = Pool(configuration, size: 1)
    }

    /// Runs until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await produceOne()
            try? await Task.sleep(for: .milliseconds(40))
        }
        await pool.close()
    }

    /// Alternates between a transaction and a statement that commits by itself.
    private func produceOne() async {
        count += 1
        let address = "\(name)-\(count)@example.com"
        do {
            if count.isMultiple(of: 2) { try await insertAtOnce(address) } else { try await insertInSteps(address) }
            answers[address] = .acknowledged
        } catch let error as PostgresError where error.kind == .commitUnknown {
            answers[address] = .unknown
        } catch {
            answers[address] = .refused
        }
    }

    private func insertAtOnce(_ address: String) async throws {
        _ = try await pool.query(
            """
            WITH person AS (\(Self.contact)), event AS (\(Self.event) SELECT id, clock.now(), \(Self.form) FROM person)
            SELECT \(Self.order("id")) FROM person
            """,
            [.text(address)]
        )
    }

    private func insertInSteps(_ address: String) async throws {
        try await pool.transaction { connection in
            let id = try await connection.query(Self.contact, [.text(address)])[0].integer("id")
            _ = try await connection.query("\(Self.event) VALUES ($1, clock.now(), \(Self.form))", [.integer(id)])
            _ = try await connection.query("SELECT \(Self.order("$1"))", [.integer(id)])
        }
    }

    /// Uses every priority, and a key.
    private static func order(_ contact: String) -> String {
        """
        queue.enqueue('email', 'send_email', jsonb_build_object('contact', \(contact)::bigint, 'email', '\(Walk.ordered)'),
            run_at => clock.now() + interval '12 hours', priority => (\(contact)::bigint % 3 - 1)::int * 5,
            unique_key => 'order/' || \(contact)::bigint)
        """
    }

    private static let contact =
        "INSERT INTO crm.contacts (email, first_name, time_zone) VALUES ($1, 'Ada', 'Europe/Paris') RETURNING id"
    private static let event = "INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)"
    private static let form = "clock.now(), 'form_submitted', '{\"form\": \"ebook-watering\"}'::jsonb"
}
