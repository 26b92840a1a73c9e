import Commands
import Foundation
import Postgres
import Synchronization

/// One installation under load, while the faults of a schedule happen to it.
final class Ordeal: Sendable {
    static let contactsAtFirst = 2000

    let schedule: Schedule
    let cluster: PrivateCluster
    let pool: Pool
    let site: Site
    let crew: Crew
    /// The proxies between PostgreSQL and half of the processes, or one of the producers.
    let proxies: (crew: Proxy, producer: Proxy)
    let producers: [Producer]
    let tally = Mutex(Tally())
    /// Grows with every event after which other processes also need time to recover.
    let disturbances = Atomic(0)
    /// Kills whose jobs have not all started again yet.
    let unsettled = Atomic(0)

    init(_ schedule: Schedule, on cluster: PrivateCluster) throws {
        (self.schedule, self.cluster) = (schedule, cluster)
        var configuration = try Configuration(cluster.conninfo)
        configuration.applicationName = "chaos"
        configuration.reconnectFor = .seconds(30)
        pool = Pool(configuration, size: 6)
        site = try Site(conninfo: cluster.conninfo, pool: pool)
        proxies = (
            try Proxy(to: cluster.directory, in: cluster.directory.appending(path: "p1")),
            try Proxy(to: cluster.directory, in: cluster.directory.appending(path: "p2"))
        )
        crew = Crew(site, by: proxies.crew)
        producers = [
            try Producer("direct", conninfo: cluster.conninfo),
            try Producer("through-proxy", conninfo: proxies.producer.conninfo),
        ]
    }

    /// Returns what was measured and what was wrong.
    func undergo(judgesTimes: Bool) async throws -> Tally {
        do {
            try await prepare()
            try await sufferAll()
            try await drain()
            try await takeStock()
            try await Checker(ordeal: self, judgesTimes: judgesTimes).check()
        } catch {
            wrong("the run broke off: \(error)")
        }
        await crew.killEveryone()
        let complaints = await crew.complaints()
        tally.withLock { $0.complaints = complaints }
        proxies.crew.stop()
        proxies.producer.stop()
        await pool.close()
        return tally.withLock { $0 }
    }

    func count(_ what: String, by number: Int = 1) { tally.withLock { $0.count(what, by: number) } }

    func wrong(_ what: String) { tally.withLock { $0.wrongs.append(what) } }

    private func sufferAll() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for producer in producers { group.addTask { await producer.run() } }
            group.addTask { await self.watchInvariants() }
            defer { group.cancelAll() }
            try await withThrowingDiscardingTaskGroup { watches in
                for event in schedule.programme { try await meet(event, &watches) }
                var chance = schedule
                let end = ContinuousClock.now + schedule.length
                while ContinuousClock.now < end { try await meet(chance.draw(), &watches) }
            }
        }
    }

    private func meet(_ event: Schedule.Event, _ watches: inout Watches) async throws {
        try await Task.sleep(for: event.pause)
        try await suffer(event, &watches)
        try await crew.muster()
    }

    /// The invariants must hold at every moment, not only at the end.
    private func watchInvariants() async {
        while !Task.isCancelled {
            let rows = try? await pool.query(
                "SELECT invariant || ': ' || subject AS violation FROM check_invariants() LIMIT 3"
            )
            for row in rows ?? [] { wrong("in the midst of it: \((try? row.text("violation")) ?? "?")") }
            try? await Task.sleep(for: .seconds(2))
        }
    }
}
