extension Settings {
    /// The address of the database, and how long to wait for it.
    package struct Database: Sendable, Equatable {
        /// A connection URI or `key=value` string; nil leaves the choice to libpq's own `PG…` variables.
        package var url: Secret?
        package var poolSize = 8
        package var waitMax: Duration = .seconds(10)
        package var reconnectFor: Duration = .seconds(300)
        package var waitForSchema: Duration = .seconds(600)
        package var preparedStatements = true
    }
}
