import Foundation
import Synchronization

/// One session with PostgreSQL, on a thread of its own.
///
/// Every statement ends: by its reply, by its deadline, or because its task was cancelled. In the latter two cases the
/// server is asked to stop, and if it does not answer within `configuration.grace` the connection is closed. A broken
/// connection stays closed; `Pool` opens another.
package actor Connection {
    package nonisolated let configuration: Configuration
    let wakeup: Wakeup
    var handle = ConnectionHandle()

    /// The names of prepared statements. The key includes the declared types: the same text with other types is another
    /// statement.
    var prepared: [PreparedKey: String] = [:]
    var preparedCount = 0
    /// The stake of a COPY that runs across several calls. Nothing else may be sent during it.
    var copyStake: Patience.Stake?
    var isCopying: Bool { copyStake != nil }
    /// The BEGIN of a transaction that the server has not seen yet: it travels with the first statement.
    var unsentBegin: String?
    /// The session works but is of no use, so the pool will not lend it again.
    var isCondemned = false

    private let thread: ConnectionThread
    private let reusable = Atomic(false)

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    private init(_ configuration: Configuration) throws(PostgresError) {
        self.configuration = configuration
        wakeup = try Wakeup()
        thread = ConnectionThread(name: "postgres")
    }

    deinit { thread.finish() }

    /// Opens a session. While the server is away or starting, it keeps trying for `configuration.reconnectFor`, with
    /// growing pauses. A refusal that only a person can change (password, database name) is thrown immediately.
    package static func open(_ configuration: Configuration) async throws(PostgresError) -> Connection {
        let deadline = ContinuousClock.now + configuration.reconnectFor
        var attempt = 1
        while true {
            do {
                let connection = try Connection(configuration)
                try await connection.connect()
                return connection
            } catch {
                guard error.mayPass, ContinuousClock.now < deadline else { throw error }
                let pause = min(
                    Backoff.reconnecting.pause(afterAttempt: attempt),
                    ContinuousClock.now.duration(to: deadline)
                )
                guard (try? await Task.sleep(for: pause)) != nil else {
                    throw PostgresError(.cancelled, "cancelled while connecting")
                }
                attempt += 1
            }
        }
    }

    /// Ends the session. The server rolls back everything that was not committed.
    package func close() {
        handle.close()
        prepared = [:]
        copyStake = nil
        unsentBegin = nil
        reusable.store(false, ordering: .relaxed)
    }

    package var isOpen: Bool { handle.isOpen }

    /// The server's process for this session, as in `pg_stat_activity.pid`.
    package var backend: Int32 { handle.backend }

    package var isInTransaction: Bool { unsentBegin != nil || handle.transactionState != .idle }

    /// Whether another borrower may use the session next: it is open, and nothing is left unfinished.
    nonisolated var isReusable: Bool { reusable.load(ordering: .relaxed) }

    func noteReusability() {
        let isFree = handle.isOpen && !isInTransaction && !isCopying
        reusable.store(isFree && !isCondemned, ordering: .relaxed)
    }
}

struct PreparedKey: Hashable {
    let sql: String
    let types: [UInt32]
}
