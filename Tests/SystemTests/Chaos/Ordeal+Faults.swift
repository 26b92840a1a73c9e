import Commands
import Foundation
import Postgres
import Synchronization

/// How each fault is caused.
extension Ordeal {
    typealias Watches = ThrowingDiscardingTaskGroup<any Error>

    func suffer(_ event: Schedule.Event, _ watches: inout Watches) async throws {
        switch event.fault {
        case .killWorker: await kill(await crew.worker(by: event.lot), &watches)
        case .killPatientWorker: try await killPatientWorker(&watches)
        case .killLeader: try await killLeader()
        case .freezeLeader(let length): await freeze(try await leader(), for: length, "leaders frozen", &watches)
        case .freezeWorker(let length): try await freezeUntilStale(event.lot, length)
        case .freezeAnywhere(let length):
            await freeze(await crew.worker(by: event.lot), for: length, "workers frozen", &watches)
        case .restartPostgres: try await restartPostgres()
        case .terminateBackends(let number): try await terminateBackends(number, event.lot)
        case .loseReply(let prey): try await loseReply(prey, at: proxies.crew)
        case .loseProducersReply(let prey): try await loseReply(prey, at: proxies.producer)
        case .exhaustConnections(let length): try await exhaustConnections(for: length)
        case .settleDown: await settleDown()
        }
    }

    /// Waits for recovery. The watch of a worker reports what takes longer than this; the run goes on.
    private func settleDown() async {
        let isSettled = { self.unsettled.load(ordering: .relaxed) == 0 }
        try? await eventually(within: .seconds(30), "what the killed held has started again", isSettled)
    }

    private func kill(_ worker: Crew.Member?, _ watches: inout Watches) async {
        guard let worker else { return }
        await crew.kill(worker)
        count("workers killed")
        let killed = ContinuousClock.now
        unsettled.add(1, ordering: .relaxed)
        watches.addTask {
            await self.watchRestart(of: worker, since: killed)
            self.unsettled.subtract(1, ordering: .relaxed)
        }
    }

    private func killPatientWorker(_ watches: inout Watches) async throws {
        let worker = try await crew.startPatientWorker()
        try await eventually(within: .seconds(120), "the worker holds jobs") {
            try await self.leases(of: worker) >= 10
        }
        await kill(worker, &watches)
    }

    private func killLeader() async throws {
        guard let leader = try await leader() else { return }
        await crew.kill(leader)
        count("leaders killed")
    }

    /// Freezes the process wherever it happens to be, while other things happen.
    private func freeze(_ member: Crew.Member?, for length: Duration, _ what: String, _ watches: inout Watches) async {
        guard let member else { return }
        await crew.freeze(member)
        count(what)
        watches.addTask {
            try? await Task.sleep(for: length)
            await self.crew.thaw(member)
        }
    }

    /// The leader, once there is one that can be hit. Another coordinator will need time to take over.
    private func leader() async throws -> Crew.Member? {
        var leader: Crew.Member?
        let isThere = {
            let rows = try await self.pool.query("SELECT holder FROM queue.leaders WHERE role = 'coordinator'")
            leader = await self.crew.coordinator(holding: try rows.first?.text("holder") ?? "")
            return leader != nil
        }
        try? await eventually(within: .seconds(10), "a leader", isThere)
        disturbances.add(1, ordering: .relaxed)
        return leader
    }

    /// A worker that is frozen with messages under way tries to finish them when it goes on.
    private func freezeUntilStale(_ lot: UInt64, _ length: Duration) async throws {
        let before = await crew.count(of: "stale finish ignored")
        for turn in 0..<3 {
            guard let worker = try await freezeWithMessagesUnderWay(lot &+ UInt64(turn)) else { return }
            count("workers frozen")
            try await Task.sleep(for: length)
            await crew.thaw(worker)
            let isStale = { await self.crew.count(of: "stale finish ignored") > before }
            if (try? await eventually(within: .seconds(5), "a stale finish", isStale)) != nil { return }
        }
    }

    private func freezeWithMessagesUnderWay(_ lot: UInt64) async throws -> Crew.Member? {
        let deadline = ContinuousClock.now + .seconds(5)
        var turn: UInt64 = 0
        while ContinuousClock.now < deadline, let worker = await crew.worker(by: lot &+ turn) {
            await crew.freeze(worker)
            if try await messagesUnderWay(of: worker) > 0 { return worker }
            await crew.thaw(worker)
            turn += 1
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    private func restartPostgres() async throws {
        disturbances.add(1, ordering: .relaxed)
        try await cluster.stop(.immediate)
        try await cluster.start()
        count("restarts")
        try await watchResumption()
    }

    private func terminateBackends(_ number: Int, _ lot: UInt64) async throws {
        disturbances.add(1, ordering: .relaxed)
        let ended = try await pool.query(
            """
            SELECT pg_terminate_backend(pid) FROM (
                SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'relance %' ORDER BY md5($2 || pid) LIMIT $1) AS victims
            """,
            [.int(number), .text("\(lot)")]
        )
        count("backends ended", by: ended.count)
    }

    private func loseReply(_ prey: Prey, at proxy: Proxy) async throws {
        let before = proxy.losses
        proxy.hunt(prey)
        let isLost = { proxy.losses > before }
        if (try? await eventually(within: .seconds(10), "a reply is lost", isLost)) == nil { proxy.giveUpHunting() }
    }

    private func exhaustConnections(for length: Duration) async throws {
        disturbances.add(1, ordering: .relaxed)
        var open: [Connection] = []
        let configuration = try Configuration(cluster.conninfo)
        let end = ContinuousClock.now + length
        while ContinuousClock.now < end {
            do { open.append(try await Connection.open(configuration)) } catch {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        for connection in open { await connection.close() }
        count("connections taken", by: open.count)
    }
}
