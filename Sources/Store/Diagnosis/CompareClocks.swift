package import Foundation
package import Postgres

/// The server's clock, and what this session sees of the engine's.
package struct ClockFacts: Sendable, Equatable {
    package var server: Date
    /// The settings that part `clock.now()` from the server's clock; nil where neither is set.
    package var fixedAt: String?
    package var speed: String?
    /// Quoted as SQL takes it.
    package var database: String

    package init(server: Date, fixedAt: String? = nil, speed: String? = nil, database: String = "relance") {
        (self.server, self.fixedAt, self.speed, self.database) = (server, fixedAt, speed, database)
    }
}

/// Needs no schema.
package struct CompareClocks: Statement {
    package init() {}

    package static let sql = """
        SELECT clock_timestamp() AS server, quote_ident(current_database()) AS database,
               nullif(current_setting('relance.now', true), '') AS fixed_at,
               nullif(current_setting('relance.clock_speed', true), '') AS speed
        """
    package static func read(_ row: borrowing Row) throws -> ClockFacts {
        ClockFacts(
            server: try row.timestamp("server"),
            fixedAt: try row.optionalText("fixed_at"),
            speed: try row.optionalText("speed"),
            database: try row.text("database")
        )
    }
}
