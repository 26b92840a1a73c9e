import CPostgres
import Foundation

/// Where the database is, and what every session on it is like.
///
/// The address is libpq's own: `host=… dbname=…`, `postgresql://…`, or nothing, which leaves everything to `PGHOST`,
/// `PGSERVICE`, … TLS, several hosts and `target_session_attrs` therefore work as PostgreSQL's manual says.
package struct Configuration: Sendable {
    /// Shown in `pg_stat_activity`.
    package var applicationName = "relance"

    /// Session settings beyond the usual ones, e.g. `relance.now`. Not through a transaction-mode pooler, which has no
    /// sessions.
    package var settings: [String: String] = [:]

    /// The longest a statement may take. The server keeps this deadline; a statement that outlives it by `grace`, as it
    /// may through a pooler, is cancelled from here. `nil`: as long as it takes.
    package var statementTimeout: Duration? = .seconds(60)

    /// The longest a statement waits for a row or table that another session holds. Not through a transaction-mode pooler.
    /// `nil`: as long as the statement may take.
    package var lockTimeout: Duration?

    /// How long the server may be silent beyond its own deadline, and again after it was asked to stop, before the
    /// connection is closed.
    package var grace: Duration = .seconds(5)
    /// Whether a server that is late is asked to stop before the connection is closed. Asking takes a connection of its own,
    /// and hangs where somebody accepts one and does not read.
    package var asksToStop = true

    /// The longest one attempt to connect may take, for each host of the address.
    package var connectTimeout: Duration = .seconds(5)

    /// How long to keep trying while the server is away or starting. Zero: one attempt.
    package var reconnectFor: Duration = .zero

    /// Whether a pooler stands between that hands every transaction to another session (pgbouncer's `pool_mode =
    /// transaction`). Then nothing is prepared, nothing is set for the session, and LISTEN is refused.
    package var throughPooler = false

    /// The address as libpq understood it.
    private var address: [String: String]

    /// Throws `.address` with one line that says what libpq did not understand; never with a password.
    package init(_ address: String = "") throws(PostgresError) {
        self.address = try ConnectionAddress.parse(address)
    }

    package func with(database: String) -> Configuration {
        var copy = self
        copy.address["dbname"] = database
        return copy
    }

    /// The same for whoever must soon be answered, or try again on another connection, as a heartbeat must: a connection
    /// that swallows what is sent is given up within the limit.
    package func answering(within limit: Duration) -> Configuration {
        var copy = self
        (copy.statementTimeout, copy.grace, copy.asksToStop) = (limit / 2, limit / 4, false)
        copy.connectTimeout = min(connectTimeout, limit)
        copy.address["tcp_user_timeout"] = "\(Int64(limit / 2 / .milliseconds(1)))"
        return copy
    }

    /// The same with these settings added to, or in place of, the present ones.
    package func with(settings: [String: String]) -> Configuration {
        var copy = self
        copy.settings.merge(settings) { _, new in new }
        return copy
    }
}

extension Configuration {
    /// What libpq is told: the address, and the session it is to open.
    var keywords: [String: String] {
        var keywords = Self.networkDefaults.merging(address) { _, given in given }
        keywords["application_name"] = applicationName
        keywords["client_encoding"] = "UTF8"
        if !throughPooler { keywords["options"] = options }
        return keywords
    }

    /// Settings without which values would be misread; a pooler of the usual kind keeps them for each client.
    static let encodings = ["TimeZone": "UTC", "DateStyle": "ISO, YMD", "IntervalStyle": "iso_8601"]

    /// The longest one attempt may take: every host may need its time.
    var connectMax: Duration {
        let hosts = (address["host"] ?? address["hostaddr"] ?? "").count { $0 == "," } + 1
        return connectTimeout * hosts
    }

    /// When to give up on a statement the server should have given up on itself.
    var replyMax: Duration? { statementTimeout.map { $0 + grace } }

    /// Notices within ten seconds that the other end has gone without a word.
    private static let networkDefaults = [
        "keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3", "tcp_user_timeout": "10000",
    ]

    /// `-c name=value` for every setting, after those of the address or of `PGOPTIONS`, which they override.
    private var options: String {
        var session = settings
        // A body that forgets its transaction must not hold back vacuum for ever.
        session["idle_in_transaction_session_timeout"] = session["idle_in_transaction_session_timeout"] ?? "60s"
        // Statements are short here: compiling one to machine code costs more than it can save.
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
