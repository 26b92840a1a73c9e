import Foundation
import Postgres
import Synchronization

/// Judges a run by its history: the harness's log, the messages at the mail server, and the final tables.
struct Checker {
    let ordeal: Ordeal
    /// Whether slow recovery is a fault. It is one only on a machine with nothing else to do.
    let judgesTimes: Bool

    /// The longest that a job of a killed worker may wait, with the heartbeat of production.
    static let restartMax = 15.0
    static let resumptionMax = 5.0

    func check() async throws {
        try await checkTables()
        try await checkWalks()
        try await checkMail()
        if judgesTimes { checkTimes() }
    }

    private func checkTables() async throws {
        try await none("SELECT invariant || ': ' || subject AS what FROM check_invariants()")
        try await none(
            "SELECT format('job %s was finished %s times', id, count(*)) AS what FROM ordeal.done GROUP BY id HAVING count(*) > 1"
        )
        try await none(
            """
            SELECT format('step %s of enrollment %s was noted as sent %s times', step, enrollment_id, count(*)) AS what
            FROM automation.history WHERE what = 'sent' GROUP BY enrollment_id, step HAVING count(*) > 1
            """
        )
        try await none(
            "SELECT format('job %s is dead: %s, %s', id, reason, note) AS what FROM queue.dead WHERE reason <> 'killed its workers'"
        )
        try await none(
            """
            SELECT format('job %s was given up after %s lost leases', dead.id, count(DISTINCT attempts.fence)) AS what
            FROM queue.dead LEFT JOIN ordeal.attempts ON attempts.job_id = dead.id AND attempts.error LIKE 'its worker died%'
            GROUP BY dead.id HAVING count(DISTINCT attempts.fence) < 3
            """
        )
    }

    /// Every acknowledged contact was enrolled once and reached the end. A contact that may exist is either complete or
    /// absent.
    private func checkWalks() async throws {
        let walks = try await self.walks()
        var answers: [String: Producer.Answer] = [:]
        for producer in ordeal.producers { answers.merge(await producer.answers) { $1 } }
        for number in 1...Ordeal.contactsAtFirst { answers["first-\(number)@example.com"] = .acknowledged }
        for (address, answer) in answers {
            switch (answer, walks[address]) {
            case (.acknowledged, nil): ordeal.wrong("\(address) was acknowledged and is lost")
            case (.refused, _?): ordeal.wrong("\(address) was refused and is there")
            case (_, let walk?) where !walk.isWhole: ordeal.wrong("\(address): \(walk)")
            default: break
            }
        }
        let strangers = Set(walks.keys).subtracting(answers.keys)
        if !strangers.isEmpty { ordeal.wrong("nobody wrote \(strangers.sorted())") }
        for (name, answer) in [
            ("acknowledged", Producer.Answer.acknowledged), ("unknown", .unknown), ("refused", .refused),
        ] {
            ordeal.count(name, by: answers.values.count { $0 == answer })
        }
    }

    private func walks() async throws -> [String: Walk] {
        let rows = try await ordeal.pool.query(Walk.sql)
        return Dictionary(
            try rows.map { (try $0.text("email"), try Walk($0)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Each message arrived once. A message that came twice, or not at all, is listed.
    private func checkMail() async throws {
        let intended = try await ordeal.site.messageIDs("true")
        let doubtful = try await ordeal.site.messageIDs("doubt IS NOT NULL")
        let copies = Dictionary(grouping: try ordeal.site.receivedMessageIDs(), by: \.self).mapValues(\.count)
        let sent = try await ordeal.site.messageIDs("state = 'sent'")
        let twice = Set(copies.filter { $0.value > 1 }.keys)
        let missing = intended.subtracting(copies.keys)
        expectNone(Set(copies.keys).subtracting(intended), "received, and not in the ledger")
        expectNone(twice.subtracting(doubtful), "received twice, and not listed as doubtful")
        expectNone(missing.subtracting(doubtful), "never received, and not listed as doubtful")
        expectNone(sent.subtracting(copies.keys), "never received, and recorded as sent")
        expectNone(Set(copies.filter { $0.value > 2 }.keys), "received more than twice")
        ordeal.count("messages", by: copies.count)
        ordeal.count("doubtful", by: doubtful.count)
        ordeal.count("received twice", by: twice.count)
        ordeal.count("not received", by: missing.count)
        ordeal.count("given up", by: try await ordeal.site.count("queue.dead"))
    }

    private func checkTimes() {
        let tally = ordeal.tally.withLock { $0 }
        for restart in tally.restarts where !restart.isDisturbed && restart.last > Self.restartMax {
            ordeal.wrong(
                "of \(restart.jobs.count) jobs of a killed worker the last started again only after \(restart.last) s"
            )
        }
        for seconds in tally.resumptions where seconds > Self.resumptionMax {
            ordeal.wrong("the first claim came \(seconds) s after PostgreSQL took connections again")
        }
    }

    private func none(_ sql: String) async throws {
        for row in try await ordeal.pool.query("\(sql) LIMIT 5") { ordeal.wrong(try row.text("what")) }
    }

    private func expectNone(_ messages: Set<String>, _ what: String) {
        if !messages.isEmpty { ordeal.wrong("\(messages.count) \(what): \(messages.sorted().prefix(5))") }
    }
}
