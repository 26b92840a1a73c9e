import Store

extension ServerFacts {
    /// Everything that is wrong with the server; one line that says which it is when nothing is.
    ///
    /// - Parameter away: how long an answer took.
    func findings(away: Duration) -> [Finding] {
        let problems = [age, refusalToWrite, openness].compactMap(\.self)
        guard problems.isEmpty else { return problems }
        let milliseconds = max(1, Int64(away / .milliseconds(1)))
        return [.ok("database", "PostgreSQL \(version), \(milliseconds) ms away\(isLocal ? "" : ", encrypted")")]
    }

    private var age: Finding? {
        guard versionNumber < Self.oldestNumber else { return nil }
        return .fail(
            "database",
            "PostgreSQL \(version) is too old",
            help: "Relance needs PostgreSQL 15 or later: pg_upgrade, or another server."
        )
    }

    private var refusalToWrite: Finding? {
        if isStandby {
            return .fail(
                "database",
                "this server is a standby, which takes no writes",
                help: "Name the primary in database.url, or all servers with target_session_attrs=read-write."
            )
        }
        guard isReadOnly else { return nil }
        return .fail(
            "database",
            "sessions here only read",
            help: "Something sets default_transaction_read_only: \\drds in psql and postgresql.conf show where."
        )
    }

    private var openness: Finding? {
        guard !isLocal, !isEncrypted else { return nil }
        return .look(
            "database",
            "PostgreSQL \(version) is remote, and the connection is not encrypted",
            help: "Put sslmode=verify-full (or require) into database.url, unless the network is your own."
        )
    }

    private static let oldestNumber = 150_000
}
