package import Automation
package import Postgres

/// How long the present transaction waits for a row that another session holds. After that it fails with
/// `PostgresError.isLockTimeout`.
///
/// A session that waits for a waiting session has the longer limit, so that a chain of waits ends where it began:
/// workers give up first, then the coordinator, then the API. No session makes another wait as long as a second.
package struct LimitLockWaits: Statement {
    package static let inWorkers = Duration.milliseconds(400)
    package static let inCoordinator = Duration.milliseconds(600)
    package static let inAPI = Duration.milliseconds(800)
    /// For a second attempt at work that timed out while a table was locked (`IsTableLocked`): such a lock holds up all
    /// contacts alike.
    package static let forTables = Duration.seconds(10)

    package let limit: Duration

    package init(to limit: Duration) { self.limit = limit }

    package static let sql = "SELECT set_config('lock_timeout', $1, true)"
    package var parameters: [Parameter] { [.text("\(Int64(limit / .milliseconds(1)))ms")] }
    package static func read(_ row: borrowing Row) throws {}
}

/// Whether another session holds or awaits an exclusive lock on a table of this database, as when a partition is cut.
package struct IsTableLocked: Statement {
    package init() {}

    package static let sql = """
        SELECT EXISTS (
            SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE datname = current_database() AND locktype = 'relation' AND mode = 'AccessExclusiveLock'
              AND pid <> pg_backend_pid()) AS locked
        """
    package var parameters: [Parameter] { [] }
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("locked") }
}

/// The contacts among these that another session holds at this moment.
package struct LockedContacts: Statement {
    package let contacts: [ContactID]

    package init(among contacts: [ContactID]) { self.contacts = contacts }

    package static let sql = "SELECT unnest(automation.locked($1)) AS contact_id"
    package var parameters: [Parameter] { [.integers(contacts.map(\.rawValue))] }
    package static func read(_ row: borrowing Row) throws -> ContactID {
        ContactID(rawValue: try row.integer("contact_id"))
    }
}

/// The running jobs among these whose contact another session holds at this moment.
package struct LockedJobs: Statement {
    package let jobs: [Int64]

    package init(among jobs: [Int64]) { self.jobs = jobs }

    package static let sql = "SELECT unnest(automation.locked_jobs($1)) AS job"
    package var parameters: [Parameter] { [.integers(jobs)] }
    package static func read(_ row: borrowing Row) throws -> Int64 { try row.integer("job") }
}
