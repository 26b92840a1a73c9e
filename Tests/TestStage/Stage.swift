package import Automation
package import Coordinator
package import Definitions
package import Delivery
import Engine
package import Foundation
package import Postgres
import Store
import Synchronization
package import Telemetry
package import TestSupport
package import Tracking
package import Worker

/// The whole engine on its own database, in virtual time: the test controls the clock.
///
/// Nothing happens between two instants, so time jumps from one due job to the next, and every message leaves at
/// exactly the instant it is due.
package final class Stage: Sendable {
    package let database: TestDatabase
    package let postbox = Postbox()
    package let policy: DoubtPolicy
    private let present: Mutex<Date>
    /// Whether its sessions see the server's own clock, and not the one that the test holds.
    private let isLive: Bool
    private let holds = Mutex<[Observation.Hold: Int]>([:])

    package init(
        _ database: TestDatabase,
        at start: Date,
        policy: DoubtPolicy = .resend(after: .seconds(900)),
        isLive: Bool = false
    ) {
        (self.database, self.policy, self.isLive) = (database, policy, isLive)
        present = Mutex(start)
    }

    /// How many sends had to wait, by reason.
    package var held: [Observation.Hold: Int] { holds.withLock { $0 } }

    package var now: Date { present.withLock { $0 } }

    /// Runs a stage from the given instant, on a fresh database.
    ///
    /// - Parameter isLive: its sessions see the server's own clock instead, and time passes by itself.
    package static func play(
        from start: String,
        policy: DoubtPolicy = .resend(after: .seconds(900)),
        isLive: Bool = false,
        _ body: (Stage) async throws -> Void
    ) async throws {
        try await TestDatabase.lend { database in
            try await body(Stage(database, at: try Date(start, strategy: .iso8601), policy: policy, isLive: isLive))
        }
    }

    /// Publishes definitions: YAML by path, such as `workflows/w.yaml`.
    package func publish(_ files: [String: String]) async throws {
        let catalog = try Definitions.load(files.map { SourceFile(path: $0.key, text: $0.value) })
        try await publish(catalog)
    }

    package func publish(_ catalog: Catalog) async throws {
        let publication = Publication(
            workflows: try catalog.workflows.map { .init(try catalog.resolved($0), source: "") },
            emails: catalog.emails.map { .init($0, source: "") },
            segments: catalog.segments.map { .init($0, source: "") },
            lists: catalog.lists.map(\.name),
            // Most tests are not about consent.
            topics: catalog.topics.isEmpty
                ? Set(catalog.emails.map(\.topic)).sorted().map { Topic($0, consent: .assumed) } : catalog.topics,
            properties: catalog.properties
        )
        try await atPresent { pool in
            _ = try await pool.transaction { try await publication.apply(on: $0, in: .paris) }
        }
    }

    /// Runs a statement at this instant, as any writer would.
    @discardableResult
    package func sql(_ text: String, _ parameters: [Parameter] = []) async throws -> [Row] {
        try await atPresent { pool in try await pool.query(text, parameters) }
    }

    /// A contact who agrees to everything. Values that are not given keep their defaults.
    @discardableResult
    package func contact(
        _ email: String,
        zone: String? = "Europe/Paris",
        stage: String? = nil,
        firstName: String = "Ada",
        agrees: Bool = true
    ) async throws -> ContactID {
        let rows = try await sql(
            "INSERT INTO crm.contacts (email, first_name, time_zone, lifecycle_stage) VALUES ($1, $2, $3, $4::crm.lifecycle_stage) RETURNING id",
            [.text(email), .text(firstName), .text(zone), .literal(stage)]
        )
        let id = try rows[0].integer("id")
        if agrees { try await sql("SELECT messaging.give_consent($1, '*', 'form')", [.integer(id)]) }
        return ContactID(rawValue: id)
    }

    package func event(_ name: String, _ properties: String = "{}", of contact: ContactID) async throws {
        try await sql(
            "INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties) VALUES ($1, clock.now(), clock.now(), $2, $3)",
            [.integer(contact.rawValue), .text(name), .json(properties)]
        )
    }

    /// Lets the engine work until nothing is due before `end`, jumping from instant to instant.
    package func run(until end: String) async throws { try await run(until: try Date(end, strategy: .iso8601)) }

    package func run(until end: Date) async throws {
        while true {
            try await work()
            guard let next = try await nextDue(), next <= end else { break }
            present.withLock { $0 = max($0, next) }
        }
        present.withLock { $0 = max($0, end) }
    }

    /// Works at this instant until nothing is left to do.
    package func work() async throws {
        try await atPresent(as: "relance_coordinator") { leaders in
            try await atPresent(as: "relance_worker") { workers in
                let coordinator = coordinator(on: leaders)
                let worker = worker(on: workers)
                while true {
                    let term = try await coordinator.takeLeadForLong(on: leaders)
                    let done = try await coordinator.turn(term: term) + worker.turn()
                    if done == 0 { break }
                }
                await worker.close()
            }
        }
    }

    package func coordinator(on pool: Pool) -> Coordinator {
        Coordinator(
            pool: pool,
            configuration: .init(name: "stage", workspaceZone: .paris),
            observer: Observer(count)
        )
    }

    private func count(_ observation: Observation) {
        guard case .postponed(let count, let hold) = observation else { return }
        holds.withLock { $0[hold, default: 0] += count }
    }

    package func worker(on pool: Pool, channel: (any Channel)? = nil) -> Worker {
        postbox.now.withLock { $0 = now }
        return Worker(
            pool: pool,
            configuration: .init(name: "stage-worker", workspaceZone: .paris),
            postOffice: postOffice(channel ?? postbox),
            observer: .silent
        )
    }

    package func postOffice(_ channel: any Channel) -> PostOffice {
        PostOffice(
            channel: channel,
            lanes: 2,
            sender: try! Mailbox(parsing: "Garden <garden@example.com>"),
            postalAddress: "1 rue des Lilas, Paris",
            unsubscribeMailbox: nil,
            urls: TrackingURLs(base: "https://t.example.com", keyring: .forTests),
            isTracking: true,
            doubtPolicy: policy,
            deadline: .seconds(10)
        )
    }

    /// Violations of the invariants; empty if there are none.
    package func violations() async throws -> [String] {
        try await sql("SELECT * FROM check_invariants()").map {
            "\(try $0.text("invariant")): \(try $0.text("subject"))"
        }
    }

    /// The history of a contact: `what detail`, oldest first.
    package func history(of contact: ContactID) async throws -> [String] {
        try await sql(
            "SELECT what, detail FROM automation.history WHERE contact_id = $1 ORDER BY id",
            [.integer(contact.rawValue)]
        )
        .map { row in [try row.text("what"), try row.optionalText("detail")].compactMap(\.self).joined(separator: " ") }
    }

    package func endReason(of contact: ContactID) async throws -> String? {
        try await sql(
            "SELECT end_reason FROM automation.enrollments WHERE contact_id = $1 ORDER BY id DESC LIMIT 1",
            [.integer(contact.rawValue)]
        )
        .first?.optionalText("end_reason")
    }

    private func nextDue() async throws -> Date? {
        try await sql(
            """
            SELECT least((SELECT min(run_at) FROM queue.delayed), (SELECT min(at) FROM automation.turns),
                         (SELECT min(until) FROM messaging.breakers WHERE until > clock.now())) AS due
            """
        )
        .first?.optionalTimestamp("due")
    }

    /// - Parameter role: the role with whose rights it runs; nil for all rights.
    package func atPresent<T>(as role: String? = nil, _ body: (Pool) async throws -> T) async throws -> T {
        let pool = database.pool(at: isLive ? nil : now, as: role)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}

extension Coordinator {
    /// Takes the lead as if it had been held indefinitely, because a new leader does not rescue yet.
    package func takeLeadForLong(on pool: Pool) async throws -> Int64 {
        guard let term = try await takeLead() else { throw NoLead() }
        try await pool.execute("UPDATE queue.leaders SET since = '-infinity'")
        return term
    }
}

private struct NoLead: Error {}

extension TimeZone {
    package static let paris = TimeZone(identifier: "Europe/Paris")!
}

extension Keyring {
    package static let forTests = try! Keyring(secrets: ["a secret of the tests, long enough to sign with"])
}
