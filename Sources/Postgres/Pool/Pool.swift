import Synchronization

/// A bounded number of connections, lent one borrower at a time, first come, first served.
///
/// Connections are opened when they are needed. One that died idle is noticed before it is lent and replaced; one that
/// broke in use, or comes back with a transaction open, is thrown away. Never borrow a second connection while holding
/// one: with every place taken by people who do so, all of them wait until `waitMax`.
package final class Pool: Sendable {
    package let configuration: Configuration
    /// The longest a borrower waits for a place. Opening the connection then takes what `configuration` allows.
    package let waitMax: Duration
    private let ledger: Mutex<PoolLedger<Connection>>

    package init(_ configuration: Configuration, size: Int, waitMax: Duration = .seconds(10)) {
        precondition(size > 0, "a pool needs at least one place")
        (self.configuration, self.waitMax) = (configuration, waitMax)
        ledger = Mutex(PoolLedger(size: size))
    }

    /// Lends a connection for the time of `body`.
    ///
    /// - Parameter purpose: who borrows, for the error that says who has all the connections.
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

    /// `Connection.transaction`, on a borrowed connection; runs `body` again on another one when its own is lost before
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

    /// Refuses new borrowers and closes what is idle; what is lent is closed when it comes back.
    package func close() async {
        let (waiters, idle) = ledger.withLock { $0.close() }
        for waiter in waiters { waiter.answer(.refused(.closed)) }
        for connection in idle { await connection.close() }
    }

    /// For metrics; the three kinds of places add up to `size`.
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

    /// The connection itself if its server is still there, otherwise a new one in its place.
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

/// Waiting for a place.
extension Pool {
    private typealias Grant = PoolLedger<Connection>.Grant

    /// Queues up, until it is this task's turn, `waitMax` has passed, or the task is cancelled.
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

    /// A place may have become free since this task asked, and the task may have been cancelled before anybody could be
    /// told.
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
