import Foundation
import Postgres

/// The machine of a measurement. Figures mean nothing without it.
struct Machine: Encodable, CustomStringConvertible {
    let cores: Int
    let build: String
    /// The average number of processes that wanted to run in the minute before. It shows what else was going on.
    let loadBefore: Double
    let postgres: String
    let settings: [String: String]

    static func describe(on connection: Connection) async throws -> Machine {
        let names = ["fsync", "synchronous_commit", "shared_buffers", "max_wal_size"]
        let rows = try await connection.query(
            "SELECT name, current_setting(name) AS value FROM unnest($1) AS name",
            [.texts(names)]
        )
        return Machine(
            cores: ProcessInfo.processInfo.activeProcessorCount,
            build: build,
            loadBefore: load(),
            postgres: try await connection.query("SELECT current_setting('server_version') AS version").first?.text(
                "version"
            ) ?? "",
            settings: Dictionary(
                try rows.map { (try $0.text("name"), try $0.text("value")) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }

    var description: String {
        let settings = settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let load = String(format: "%.2f", loadBefore)
        return "\(build) build; \(cores) cores shared with PostgreSQL \(postgres) (\(settings)); load before: \(load)"
    }

    /// A debug build is several times slower, so its figures only show that everything works.
    private static var build: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    private static func load() -> Double {
        var averages = [0.0]
        return getloadavg(&averages, 1) == 1 ? averages[0] : 0
    }
}
