import Synchronization

/// A bounded number of connections, each lent to one borrower at a time, first come, first served.
///
/// Connections are opened when they are needed. The pool notices before lending that an idle connection has died, and
/// replaces it. It throws away a connection that broke in use or comes back with a transaction open. Never borrow a
/// second connection while holding one: if every borrower does so, all of them wait until `waitMax`.
package final class Pool: Sendable {
    package let configuration: Configuration
    /// The longest a borrower waits for a free slot. Opening the connection then takes as long as `configuration`
    /// allows.
    package let waitMax: Duration
    private let ledger: Mutex<PoolLedger<Connection>>

    package init(_ configuration: Configuration, size: Int, waitMax: Duration = .seconds(10)) {
        precondition(size > 0, "a pool needs at least one place")
        (self.configuration, self.waitMax) = (configuration, waitMax)
        ledger = Mutex(PoolLedger(size: size))
    }

    /// Lends a connection for the time of `body`.
    ///
    /// - Parameter purpose: the borrower's name, for the error that lists who holds the connections.
    @discardableResult
    package func withConnection<T>(
        for purpose: String = #function,
        _ body: (Connection) async throws -> T
    ) async throws -> T {
        let connection = try await borrow(for: purpose)
        do {
            let value = try await body(connection)
            await giveBack(connection, from: purpose)
            return value
        } catch {
            await giveBack(connection, from: purpose)
            throw error
        }
    }

    /// `Connection.transaction` on a borrowed connection. Runs `body` again on another one if its own is lost before
    /// COMMIT.
    @discardableResult
    package func transaction<T>(
        for purpose: String = #function,
        _ isolation: Isolation = .readCommitted,
        attemptsMax: Int = 5,
        _ body: (Connection) async throws -> T
    ) async throws -> T {
        try await retrying(attemptsMax: attemptsMax) {
            try await withConnection(for: purpose) { try await $0.transactOnce(isolation, body) }
        }
    }

    /// Refuses new borrowers and closes idle connections. A lent connection is closed when it comes back.
    package func close() async {
        let (waiters, idle) = ledger.withLock { $0.close() }
        for waiter in waiters { waiter.answer(.refused(.closed)) }
        for connection in idle { await connection.close() }
    }

    /// Numbers for metrics; the three kinds of slots add up to `size`.
    package var overview: PoolOverview {
        ledger.withLock { ledger in
            let unopened = ledger.size - ledger.taken - ledger.idle.count
            return PoolOverview(
                taken: ledger.taken,
                idle: ledger.idle.count,
                unopened: max(0, unopened),
                waiting: ledger.waiters.count
            )
        }
    }
}

package struct PoolOverview: Sendable, Equatable {
    package let taken: Int
    package let idle: Int
    package let unopened: Int
    package let waiting: Int

    package init(taken: Int, idle: Int, unopened: Int, waiting: Int) {
        (self.taken, self.idle, self.unopened, self.waiting) = (taken, idle, unopened, waiting)
    }
}

extension Pool {
    private func borrow(for purpose: String) async throws(PostgresError) -> Connection {
        var grant = ledger.withLock { $0.take(for: purpose) }
        if grant == nil { grant = await turn(for: purpose) }
        switch grant! {
        case .use(let connection): return try await awake(connection, for: purpose)
        case .open: return try await open(for: purpose)
        case .refused(let refusal): throw error(refusal, purpose)
        }
    }

    /// The connection itself if its server is still there, otherwise a new one.
    private func awake(_ connection: Connection, for purpose: String) async throws(PostgresError) -> Connection {
        if await connection.isAlive() { return connection }
        return try await open(for: purpose)
    }

    private func open(for purpose: String) async throws(PostgresError) -> Connection {
        do { return try await Connection.open(configuration) } catch {
            passOn(nil, from: purpose)
            throw error
        }
    }

    private func giveBack(_ connection: Connection, from purpose: String) async {
        let isUseful = connection.isReusable && !ledger.withLock { $0.isClosed }
        if !isUseful { await connection.close() }
        passOn(isUseful ? connection : nil, from: purpose)
    }

    private func passOn(_ connection: Connection?, from purpose: String) {
        let next = ledger.withLock { $0.giveBack(connection, from: purpose) }
        if let (waiter, grant) = next { waiter.answer(grant) }
    }

    private func error(_ refusal: PoolLedger<Connection>.Refusal, _ purpose: String) -> PostgresError {
        switch refusal {
        case .late:
            let account = ledger.withLock { $0.account }
            return PostgresError(.poolExhausted, "\(purpose) got no connection within \(waitMax): \(account)")
        case .cancelled: return PostgresError(.cancelled, "cancelled while waiting for a connection")
        case .closed: return PostgresError(.misuse, "the pool is closed")
        }
    }
}

/// Waiting for a slot.
extension Pool {
    private typealias Grant = PoolLedger<Connection>.Grant

    /// Waits until a slot is free for this task, `waitMax` has passed, or the task is cancelled.
    private func turn(for purpose: String) async -> Grant {
        let ticket = ledger.withLock { $0.nextTicket() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { [waitMax] in
                guard (try? await Task.sleep(for: waitMax)) != nil else { return }
                self.stopWaiting(ticket, .late)
            }
            let grant = await withTaskCancellationHandler {
                await withCheckedContinuation { self.enqueue(ticket, purpose, $0) }
            } onCancel: {
                self.stopWaiting(ticket, .cancelled)
            }
            group.cancelAll()
            return grant
        }
    }

    /// Checks again before it waits: a slot may have become free since this task asked, or the task may have been
    /// cancelled before it could be told.
    private func enqueue(_ ticket: Int, _ purpose: String, _ continuation: CheckedContinuation<Grant, Never>) {
        let immediate: Grant? = ledger.withLock { ledger in
            if Task.isCancelled { return .refused(.cancelled) }
            if let grant = ledger.take(for: purpose) { return grant }
            ledger.wait(.init(ticket: ticket, purpose: purpose) { continuation.resume(returning: $0) })
            return nil
        }
        if let immediate { continuation.resume(returning: immediate) }
    }

    private func stopWaiting(_ ticket: Int, _ refusal: PoolLedger<Connection>.Refusal) {
        let waiter = ledger.withLock { $0.stopWaiting(ticket) }
        waiter?.answer(.refused(refusal))
    }
}
