import Automation
import Foundation
import Postgres
import Store

/// Sends as a worker holds them: claimed, composed and written.
extension Scene {
    /// One send per contact, released from its gate and claimed. The enrollments are at step `send`.
    func claimSends(
        of count: Int = 1,
        as worker: String = "w",
        validFor seconds: TimeInterval? = nil,
        dedupKey: String? = nil
    ) async throws -> [Job] {
        try await release(try await makeSends(of: count, dedupKey: dedupKey), validFor: seconds)
        return try await claim(count, as: worker).sorted { $0.id < $1.id }
    }

    /// Sends at their gate. Returns the jobs.
    func makeSends(of count: Int = 1, dedupKey: String? = nil) async throws -> [Int64] {
        try await apply()
        let contacts = try await rows(
            "INSERT INTO crm.contacts (email) SELECT gen_random_uuid() || '@example.org' FROM generate_series(1, $1) RETURNING id",
            [.int(count)]
        )
        let answers = try await enroll(try contacts.map { ContactID(rawValue: try $0.integer("id")) })
        _ = try await finish(try await claim(count, from: "automation"))
        let sends = answers.map { answer in
            NewJob(
                "send_step",
                in: "email",
                payload: [
                    "enrollment": .integer(answer.enrollment?.rawValue ?? 0),
                    "contact": .integer(answer.contact.rawValue),
                    "workflow": "welcome", "version": .integer(1), "step": "send", "email": "hello",
                    "dedup_key": .text(dedupKey ?? "\(answer.enrollment?.rawValue ?? 0)/send/0"),
                ]
            )
        }
        let jobs = try await pool.run(try PlaceJobs(sends)).map(\.id)
        _ = try await pool.run(
            SettleEnrollments(
                zip(answers, jobs).map {
                    Place($0.enrollment ?? EnrollmentID(rawValue: 0), at: "send", job: $1, stepsTaken: 0)
                }
            )
        )
        return jobs
    }

    func release(_ jobs: [Int64], validFor seconds: TimeInterval? = nil) async throws {
        let until = seconds.map { now + $0 }
        _ = try await pool.one(ReleaseJobs(term: try await lead(), jobs.map { (id: $0, validUntil: until) }))
    }

    /// A message for each job, each with its own delivery number.
    func write(_ jobs: [Job]) async throws -> [Draft] {
        let material = Dictionary(
            try await pool.run(ComposeSends(jobs.map(\.id))).map { ($0.job, $0) },
            uniquingKeysWith: { $1 }
        )
        return jobs.compactMap { job in
            material[job.id].map { material in
                Draft(
                    lease: job.lease,
                    delivery: material.delivery,
                    emailVersion: material.email?.version ?? 0,
                    messageID: "<\(material.delivery)@example.org>",
                    sender: "news@example.org",
                    recipient: material.address ?? "",
                    content: Array("Hello, message \(material.delivery)".utf8)
                )
            }
        }
    }

    func intend(_ drafts: [Draft]) async throws -> [IntentAnswer] {
        try await pool.run(IntendSends(drafts)).sorted { $0.job < $1.job }
    }

    /// Sends whose intent is committed.
    func intendSends(of count: Int = 1) async throws -> [(job: Job, delivery: Int64)] {
        let jobs = try await claimSends(of: count)
        return zip(jobs, try await intend(try await write(jobs))).map { ($0, $1.delivery) }
    }

    /// The worker of some sends dies, and the next one claims them.
    func takeOver(_ jobs: [Job], from worker: String = "w") async throws -> [Job] {
        try await rescue(from: worker)
        var taken: [Job] = []
        for _ in jobs { taken += try await claim(as: "next", alone: true) }
        return taken.sorted { $0.id < $1.id }
    }

    func record(_ state: DeliveryOutcome.State, _ delivery: Int64, fence: Int64, reference: String = "250 ok")
        async throws
    {
        _ = try await pool.run(RecordOutcomes([DeliveryOutcome(state, delivery, fence: fence, reference: reference)]))
    }

    /// The state of the ledger, one line per delivery.
    func ledger() async throws -> [String] {
        try await texts("concat_ws('; ', state, handovers, reference, doubt) FROM messaging.deliveries ORDER BY job_id")
    }

    func unsubscribe(_ contact: ContactID, from topic: String? = nil) async throws -> Bool {
        try await pool.one(Unsubscribe(contact, from: topic, source: "page"))
    }
}
