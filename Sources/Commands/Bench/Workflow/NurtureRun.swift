import Coordinator
import Foundation
import Postgres
import Settings
import Store
import Telemetry
import Worker

/// One run of all contacts through the workflow, by a coordinator and a worker, composed as in production.
struct NurtureRun {
    let contacts: Int
    let emailsEach: Int
    let database: BenchDatabase
    let mailServer: NullMailServer
    let slots: Int
    let batch: Int
    let connections: Int

    /// The result of one run.
    struct Result {
        let emails: Int
        let contacts: Int
        let duration: Duration
        /// The highest rate of e-mails received within five seconds, per second.
        let busiest: Double
        let faults: Int

        func note(in measures: inout [Measure]) {
            let seconds = duration / .seconds(1)
            measures.note("e-mails, from first contact to last ledger row", Double(emails) / seconds, "/s")
            measures.note("contacts through the workflow", Double(contacts) / seconds, "/s")
            measures.note("e-mails in the busiest five seconds", busiest, "/s")
            measures.note("e-mails sent", Double(emails), "")
            measures.note("the whole run", seconds, "s")
            measures.note("faults and retries on the way", Double(faults), "")
        }
    }

    func measure() async throws -> Result {
        let faults = FaultCount()
        let composition = Composition(settings, observer: Observer(faults.note))
        let coordinator = try composition.coordinator()
        let worker = try composition.worker()
        let (duration, faultCount) = try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await coordinator.run() }
            group.addTask { try await worker.run() }
            let begun = ContinuousClock.now
            try await insertContacts()
            try await everyoneHasLeft()
            return (ContinuousClock.now - begun, faults.end())
        }
        try await Ledger(database: database).check(
            emails: contacts * emailsEach,
            contacts: contacts,
            received: mailServer.received.count
        )
        return Result(
            emails: contacts * emailsEach,
            contacts: contacts,
            duration: duration,
            busiest: mailServer.received.busiest(within: 5),
            faults: faultCount
        )
    }

    private func insertContacts() async throws {
        _ = try await database.connection.query(
            """
            WITH arrived AS (
                INSERT INTO crm.contacts (email, first_name, last_name, lifecycle_stage, time_zone)
                SELECT format('contact-%s@example.com', number), 'Robin', 'Example', 'lead',
                       (ARRAY['Europe/Paris', 'America/New_York', 'Asia/Tokyo'])[1 + number % 3]
                FROM generate_series(1, $1) AS number
                RETURNING id
            )
            INSERT INTO messaging.consent_events (contact_id, at, given, topic, source)
            SELECT id, clock.now(), true, '*', 'import' FROM arrived
            """,
            [.int(contacts)]
        )
    }

    /// Waits up to ten minutes, which is more than any machine needs.
    private func everyoneHasLeft() async throws {
        let deadline = ContinuousClock.now + .seconds(600)
        // Counting enrollments has a cost, so it begins only when the last message has arrived.
        while mailServer.received.count < contacts * emailsEach {
            guard ContinuousClock.now < deadline else { throw BenchFailure("not every e-mail came in ten minutes") }
            try await Task.sleep(for: .milliseconds(20))
        }
        while try await database.count("automation.enrollments WHERE state = 'ended'") < contacts {
            guard ContinuousClock.now < deadline else { throw BenchFailure("not everyone had left after ten minutes") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private var settings: Settings {
        var settings = Settings()
        settings.database.url = Secret(database.address)
        settings.email.transport = .smtp
        settings.smtp.host = "127.0.0.1"
        settings.smtp.port = mailServer.port
        settings.smtp.security = .none
        settings.smtp.connections = connections
        settings.workspace.postalAddress = "Example Street 1, Example"
        settings.workspace.defaultSender = Sender(name: "Example", address: "hello@example.com")
        settings.tracking.secrets = [TrackingSecret(id: "bench", secret: Secret(String(repeating: "s", count: 32)))]
        settings.worker.slots = slots
        settings.worker.batch = batch
        return settings
    }
}
