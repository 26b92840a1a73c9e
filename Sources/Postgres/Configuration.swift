import CPostgres
import Foundation

/// The address of the database, and the properties of every session with it.
///
/// The address is in libpq's own form: `host=… dbname=…`, `postgresql://…`, or empty, which leaves everything to
/// `PGHOST`, `PGSERVICE`, … TLS, several hosts and `target_session_attrs` therefore work as PostgreSQL's manual says.
package struct Configuration: Sendable {
    /// Shown in `pg_stat_activity`.
    package var applicationName = "relance"

    /// Session settings beyond the usual ones, e.g. `relance.now`. They do not work through a transaction-mode pooler,
    /// which has no sessions.
    package var settings: [String: String] = [:]

    /// The longest time a statement may take. The server keeps this deadline. If a statement outlives it by `grace`,
    /// which can happen through a pooler, the client cancels it. `nil`: no limit.
    package var statementTimeout: Duration? = .seconds(60)

    /// The longest time a statement waits for a row or table that another session holds. It does not work through a
    /// transaction-mode pooler. `nil`: as long as the statement may take.
    package var lockTimeout: Duration?

    /// How long the server may stay silent beyond its own deadline, and again after a request to stop, before the
    /// connection is closed.
    package var grace: Duration = .seconds(5)
    /// Whether a late server is asked to stop before the connection is closed. The request opens another connection,
    /// and hangs if the other end accepts connections but does not read.
    package var asksToStop = true

    /// The longest time for one attempt to connect, for each host of the address.
    package var connectTimeout: Duration = .seconds(5)

    /// How long to keep trying while the server is away or starting. Zero: one attempt.
    package var reconnectFor: Duration = .zero

    /// Whether a transaction-mode pooler (pgbouncer's `pool_mode = transaction`) gives every transaction another
    /// session. Then nothing is prepared, nothing is set for the session, and LISTEN is refused.
    package var throughPooler = false

    /// The address as libpq parsed it.
    private var address: [String: String]

    /// Throws `.address` with one line that says what libpq did not understand. The line never contains a password.
    package init(_ address: String = "") throws(PostgresError) {
        self.address = try ConnectionAddress.parse(address)
    }

    package func with(database: String) -> Configuration {
        var copy = self
        copy.address["dbname"] = database
        return copy
    }

    /// The same configuration for callers that need an answer soon, or must soon try another connection, such as a
    /// heartbeat. A connection that swallows what is sent is given up within the limit.
    package func answering(within limit: Duration) -> Configuration {
        var copy = self
        (copy.statementTimeout, copy.grace, copy.asksToStop) = (limit / 2, limit / 4, false)
        copy.connectTimeout = min(connectTimeout, limit)
        copy.address["tcp_user_timeout"] = "\(Int64(limit / 2 / .milliseconds(1)))"
        return copy
    }

    /// The same configuration with these settings added, or in place of existing ones.
    package func with(settings: [String: String]) -> Configuration {
        var copy = self
        copy.settings.merge(settings) { _, new in new }
        return copy
    }
}

extension Configuration {
    /// The keywords for libpq: the address, and the session to open.
    var keywords: [String: String] {
        var keywords = Self.networkDefaults.merging(address) { _, given in given }
        keywords["application_name"] = applicationName
        keywords["client_encoding"] = "UTF8"
        if !throughPooler { keywords["options"] = options }
        return keywords
    }

    /// Settings without which values would be misread. A pooler of the usual kind keeps them for each client.
    static let encodings = ["TimeZone": "UTC", "DateStyle": "ISO, YMD", "IntervalStyle": "iso_8601"]

    /// The longest time for one attempt, when every host needs its full time.
    var connectMax: Duration {
        let hosts = (address["host"] ?? address["hostaddr"] ?? "").count { $0 == "," } + 1
        return connectTimeout * hosts
    }

    /// The time after which a statement is given up, if the server has not ended it itself.
    var replyMax: Duration? { statementTimeout.map { $0 + grace } }

    /// Detects within ten seconds that the other end has disappeared.
    private static let networkDefaults = [
        "keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3", "tcp_user_timeout": "10000",
    ]

    /// `-c name=value` for every setting. They follow those of the address or `PGOPTIONS`, and so override them.
    private var options: String {
        var session = settings
        // A body that forgets its transaction must not hold back vacuum indefinitely.
        session["idle_in_transaction_session_timeout"] = session["idle_in_transaction_session_timeout"] ?? "60s"
        // Statements here are short: compiling one to machine code costs more than it can save.
        session["jit"] = session["jit"] ?? "off"
        if let statementTimeout { session["statement_timeout"] = "\(Int64(statementTimeout / .milliseconds(1)))" }
        if let lockTimeout { session["lock_timeout"] = "\(Int64(lockTimeout / .milliseconds(1)))" }
        session.merge(Self.encodings) { _, ours in ours }
        let ours = session.sorted { $0.key < $1.key }.map { "-c \($0.key)=\(Self.escaped($0.value))" }
        let given = address["options"] ?? ProcessInfo.processInfo.environment["PGOPTIONS"]
        return ([given].compactMap { $0 } + ours).joined(separator: " ")
    }

    private static func escaped(_ value: String) -> String {
        String(value.flatMap { $0.isWhitespace || $0 == "\\" ? ["\\", $0] : [$0] })
    }
}

extension Configuration: CustomStringConvertible {
    /// Host, port and database as given, and nothing else.
    package var description: String {
        let shown = ["host", "hostaddr", "port", "dbname"].compactMap { key in
            address[key].map { "\(key)=\($0)" }
        }
        return shown.isEmpty ? "the PG* environment" : shown.joined(separator: " ")
    }
}
