package import Postgres

/// What `relance doctor` looks at of a server and of this session with it.
package struct ServerFacts: Sendable, Equatable {
    /// As PostgreSQL writes it, without the packager's words: `15.8`.
    package var version: String
    /// 150008 for 15.8.
    package var versionNumber: Int
    package var isStandby: Bool
    package var isReadOnly: Bool
    /// By TLS or GSSAPI.
    package var isEncrypted: Bool
    /// Over a Unix-domain socket, or from the server's own machine.
    package var isLocal: Bool

    package init(
        version: String,
        versionNumber: Int,
        isStandby: Bool = false,
        isReadOnly: Bool = false,
        isEncrypted: Bool = true,
        isLocal: Bool = false
    ) {
        (self.version, self.versionNumber) = (version, versionNumber)
        (self.isStandby, self.isReadOnly) = (isStandby, isReadOnly)
        (self.isEncrypted, self.isLocal) = (isEncrypted, isLocal)
    }
}

/// Needs no schema.
package struct ReadServer: Statement {
    package init() {}

    package static let sql = """
        SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
               current_setting('server_version_num')::int AS version_number,
               pg_is_in_recovery() AS is_standby,
               current_setting('transaction_read_only')::boolean AS is_read_only,
               EXISTS (SELECT FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl)
                   OR EXISTS (SELECT FROM pg_stat_gssapi WHERE pid = pg_backend_pid() AND encrypted) AS is_encrypted,
               coalesce(inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1'
                   OR inet_client_addr() = inet_server_addr(), true) AS is_local
        """
    package static func read(_ row: borrowing Row) throws -> ServerFacts {
        ServerFacts(
            version: try row.text("version"),
            versionNumber: try row.int("version_number"),
            isStandby: try row.boolean("is_standby"),
            isReadOnly: try row.boolean("is_read_only"),
            isEncrypted: try row.boolean("is_encrypted"),
            isLocal: try row.boolean("is_local")
        )
    }
}
