/// Everything worth knowing about a running Relance, said once, where it happens.
///
/// Carries counts, ids and causes in our own words: never a contact's data, an address, a token, or what a server
/// said about a value.
package enum Observation: Sendable, Equatable {
    // MARK: Process

    case started(process: String, version: String)
    /// It cannot begin yet; `what` says what is missing, without any address but host, port and database.
    case waiting(process: String, what: String)
    case shuttingDown(process: String, grace: Duration)
    case stopped(process: String)
    /// The grace is over, and something that was begun could not be finished: the process ends, others take it up.
    case cutShort(process: String)
    /// A loop met an error it survives; it tries again after a rest. `cause` names a kind or an SQLSTATE.
    case faltered(service: String, cause: String)

    // MARK: Database

    case connectionLost(sqlstate: String?)
    case connectionRestored(milliseconds: Int)

    // MARK: Coordinator

    case leadershipTaken(term: Int64)
    case leadershipLost(term: Int64)
    case promoted(count: Int)
    case released(count: Int)
    case postponed(count: Int, because: Hold)
    case dropped(count: Int)
    /// Jobs of silent workers, given to others.
    case rescued(count: Int)

    // MARK: Enrollments

    case enrolled(count: Int)
    case refused(count: Int)
    case advanced(count: Int, milliseconds: Int)

    // MARK: Jobs and deliveries

    /// Jobs a worker took, with the time each had been ready.
    case claimed(queue: String, waits: [Duration])
    /// A claimed batch of so many jobs was worked to its end, well or not.
    case worked(queue: String, count: Int, took: Duration)
    /// Leases that ended, and how.
    case ended(queue: String, End, count: Int)
    case delivered(job: Int64, milliseconds: Int)
    /// The other side said no, for good.
    case deliveryRefused(job: Int64, code: Int)
    /// Handed over, and no answer came: perhaps sent.
    case doubtful(job: Int64)
    /// A worker finished what was no longer its own; nothing was changed.
    case staleFinish(job: Int64)
    /// A worker's heartbeat is back after a silence longer than its leases last: other workers may have its jobs.
    case leaseLost(silence: Duration)

    package enum End: String, Sendable {
        case done, retried
        /// The last attempt has failed; a person decides.
        case dead
    }

    /// Why a send that is due waits.
    package enum Hold: String, Sendable, CaseIterable {
        case hours, paused, blocked
        /// The database refused the verdict, or the workflow cannot be read.
        case refused
    }

    // MARK: API

    /// `route` is the path without what differs from request to request.
    case requestServed(route: String, status: Int, milliseconds: Int)
    case eventsAccepted(count: Int)
    /// What came in at a door and was not kept: `crm.refused` lists it.
    case leftOut(door: String, count: Int)
}
