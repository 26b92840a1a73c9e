import Postgres
import Store

/// One scratch database, and a connection to prepare and examine it.
struct BenchDatabase {
    /// As text, for settings.
    let address: String
    let configuration: Postgres.Configuration
    let name: String
    let connection: Connection

    static func open(_ address: String, name: String) async throws -> BenchDatabase {
        let configuration = try Postgres.Configuration(address)
        return BenchDatabase(
            address: address,
            configuration: configuration,
            name: name,
            connection: try await Connection.open(configuration.patient)
        )
    }

    func pool(size: Int) -> Pool { Pool(configuration, size: size) }

    /// Makes statistics fresh, cleans up dead rows, and postpones the next checkpoint.
    func settle() async throws {
        _ = try await connection.query("VACUUM ANALYZE")
        _ = try await connection.query("CHECKPOINT")
    }

    /// Bytes of write-ahead log since the cluster was made.
    func logWritten() async throws -> Int64 {
        let sql = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS bytes"
        return try await connection.query(sql)[0].integer("bytes")
    }

    func count(_ sql: String) async throws -> Int {
        try await connection.query("SELECT count(*) AS count FROM \(sql)").first?.int("count") ?? 0
    }
}

extension Postgres.Configuration {
    /// For statements that fill, copy or vacuum millions of rows.
    var patient: Self {
        var patient = self
        patient.statementTimeout = .seconds(600)
        return patient
    }
}
