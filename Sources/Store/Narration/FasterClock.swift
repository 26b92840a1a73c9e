package import Foundation
package import Postgres

/// Makes the engine's clock of one database run faster than the real clock, for every session opened afterward.
///
/// It begins at the present, or at the latest moment recorded in the database, because the clock never goes back.
package struct FasterClock: Sendable {
    /// Seconds of the engine per real second.
    package let speed: Double

    package init(speed: Double) { self.speed = speed }

    /// Returns the instant at which it begins. Open sessions keep their clock.
    package func start(on connection: Connection) async throws -> Date {
        let latest = try await connection.one(LatestMoment())
        let settings = [
            ("clock_start", latest.text.asLiteral), ("clock_origin", "clock_timestamp()"),
            ("clock_speed", "'\(speed)'"),
        ]
        let changes = settings.map { setting, value in
            "EXECUTE format('ALTER DATABASE %I SET relance.\(setting) = %L', current_database(), \(value));"
        }
        try await connection.execute("DO $$ BEGIN \(changes.joined(separator: " ")) END $$")
        return latest.moment
    }

    /// Gives the database the real clock back, for every session opened afterward.
    package static func stop(in database: String, on connection: Connection) async throws {
        for setting in ["clock_speed", "clock_start", "clock_origin"] {
            try await connection.execute("ALTER DATABASE \(database.asIdentifier) RESET relance.\(setting)")
        }
    }
}

/// The present, or the latest moment of any recorded row.
struct LatestMoment: Statement {
    static let sql = """
        SELECT moment, moment::text AS text
        FROM (SELECT greatest(clock_timestamp(), (SELECT max(at) FROM automation.history),
                              (SELECT max(received_at) FROM crm.events),
                              (SELECT max(outcome_at) FROM messaging.deliveries)) AS moment) AS latest
        """

    static func read(_ row: borrowing Row) throws -> (moment: Date, text: String) {
        (try row.timestamp("moment"), try row.text("text"))
    }
}
