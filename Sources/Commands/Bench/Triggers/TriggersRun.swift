import Coordinator
import Foundation
import Postgres
import Settings
import Telemetry
import Worker

/// Sends forms at a steady rate and then in one burst, beside a number of other workflows. A coordinator and a
/// worker handle them, composed as in production.
struct TriggersRun {
    let workflows: Int
    let rate: Int
    let seconds: Int
    let crowd: Int
    let database: BenchDatabase

    struct Result {
        let untilEnrolled: Waits
        let untilStarted: Waits
        /// How many changes of the crowd were reacted to per second.
        let speed: Double
        let faults: Int
    }

    func measure() async throws -> Result {
        try await FormWorkflows(count: workflows).publish(in: database)
        let people = try await insertContacts()
        let faults = FaultCount()
        let composition = Composition(settings, observer: Observer(faults.note))
        let (coordinator, worker) = (try composition.coordinator(), try composition.worker())
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await coordinator.run() }
            group.addTask { try await worker.run() }
            try await untilNothing("crm.changes")
            try await database.settle()
            let submissions = try await trickle(people.prefix(rate * seconds))
            try await untilNothing("automation.enrollments WHERE state = 'active' UNION ALL SELECT FROM crm.changes")
            let speed = try await submitAtOnce(people.dropFirst(rate * seconds))
            let (enrolled, started) = (try await moments(of: "enrolled"), try await moments(of: "set"))
            return Result(
                untilEnrolled: try waits(submissions, enrolled),
                untilStarted: try waits(submissions, started),
                speed: speed,
                faults: faults.end()
            )
        }
    }

    private func insertContacts() async throws -> [Int64] {
        try await database.connection.query(
            "INSERT INTO crm.contacts (email) SELECT format('c-%s@example.com', n) FROM generate_series(1, $1) AS n RETURNING id",
            [.int(rate * seconds + crowd)]
        ).map { try $0.integer("id") }
    }

    /// Sends the form for each contact in a transaction of its own. Returns when each was committed, by the server's
    /// clock.
    private func trickle(_ people: some Sequence<Int64>) async throws -> [Int64: Date] {
        let connection = try await Connection.open(database.configuration)
        let begun = ContinuousClock.now
        var commits: [Int64: Date] = [:]
        for (number, contact) in people.enumerated() {
            try await Task.sleep(until: begun + .seconds(number) / rate, clock: .continuous)
            _ = try await connection.query(
                "SELECT crm.record_event($1, 'form_submitted', jsonb_build_object('form', $2))",
                [.integer(contact), .text(FormWorkflows.form)]
            )
            commits[contact] = try await connection.query("SELECT clock_timestamp() AS now")[0].timestamp("now")
        }
        await connection.close()
        return commits
    }

    /// Returns how many were reacted to per second.
    private func submitAtOnce(_ people: some Collection<Int64>) async throws -> Double {
        let begun = ContinuousClock.now
        _ = try await database.connection.query(
            """
            INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
            SELECT contact, clock.now(), clock.now(), 'form_submitted', jsonb_build_object('form', $2) FROM unnest($1) AS contact
            """,
            [.integers(Array(people)), .text(FormWorkflows.form)]
        )
        try await untilNothing("crm.changes WHERE kind = 'event'")
        return Double(people.count) / ((ContinuousClock.now - begun) / .seconds(1))
    }

    /// When each contact's history records this event.
    private func moments(of what: String) async throws -> [Int64: Date] {
        let rows = try await database.connection.query(
            "SELECT contact_id, at FROM automation.history WHERE what = $1 AND workflow = $2",
            [.text(what), .text(FormWorkflows.name)]
        )
        return Dictionary(
            try rows.map { (try $0.integer("contact_id"), try $0.timestamp("at")) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func waits(_ commits: [Int64: Date], _ moments: [Int64: Date]) throws -> Waits {
        let waits = commits.compactMap { contact, commit in moments[contact].map { $0.timeIntervalSince(commit) } }
        guard waits.count == commits.count else {
            throw BenchFailure("\(commits.count - waits.count) were not enrolled")
        }
        return Waits(waits.map { .seconds($0) })
    }

    /// Waits up to five minutes, which is more than any machine needs.
    private func untilNothing(_ left: String) async throws {
        let deadline = ContinuousClock.now + .seconds(300)
        while try await database.connection.query("SELECT FROM \(left) LIMIT 1").first != nil {
            guard ContinuousClock.now < deadline else { throw BenchFailure("not everything was reacted to") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private var settings: Settings {
        var settings = Settings()
        settings.database.url = Secret(database.address)
        settings.email.transport = .none
        settings.tracking.secrets = [TrackingSecret(id: "bench", secret: Secret(String(repeating: "s", count: 32)))]
        return settings
    }
}
