import Foundation
import Synchronization

/// One session with PostgreSQL, on a thread of its own.
///
/// Every statement ends: by its reply, by its deadline, or because its task was cancelled; then the server is asked to
/// stop, and if it does not answer within five seconds the connection is closed. A connection that broke stays closed;
/// `Pool` opens another.
package actor Connection {
    package nonisolated let configuration: Configuration
    let wakeup: Wakeup
    var handle = ConnectionHandle()

    /// Names of prepared statements. The declared types belong to the key: the same text prepared with others is
    /// another statement.
    var prepared: [PreparedKey: String] = [:]
    var preparedCount = 0
    /// What a COPY that is under way, across several calls, has at stake; nothing else may be sent meanwhile.
    var copyStake: Patience.Stake?
    var isCopying: Bool { copyStake != nil }
    /// A transaction that was begun, of which the server has not heard: BEGIN travels with its first statement.
    var unsentBegin: String?
    /// The session turned out to be of no use, though it works: it will not be lent again.
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

    /// Opens a session. While the server is away or starting, keeps trying for `configuration.reconnectFor`, in ever
    /// longer pauses; a refusal that only a person can change (password, database name) is thrown at once.
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

    /// Ends the session. Whatever was not committed is rolled back by the server.
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

    /// Whether somebody else may use the session next: it is open, and nothing is left unfinished.
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
