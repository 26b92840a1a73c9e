/// Everything worth knowing about a running Relance, reported once, where it happens.
///
/// It carries counts, ids and causes in Relance's own words, and never a contact's data, an address, a token, or a
/// server's words about a value.
package enum Observation: Sendable, Equatable {
    // MARK: Process

    case started(process: String, version: String)
    /// It cannot begin yet; `what` says what is missing, without any address but host, port and database.
    case waiting(process: String, what: String)
    case shuttingDown(process: String, grace: Duration)
    case stopped(process: String)
    /// The grace has ended before all begun work was finished. The process ends, and other processes take the work
    /// over.
    case cutShort(process: String)
    /// A loop met an error that it survives; it tries again after a rest. `cause` names a kind or an SQLSTATE.
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
    /// Jobs of silent workers that were given to other workers.
    case rescued(count: Int)

    // MARK: Enrollments

    case enrolled(count: Int)
    case refused(count: Int)
    case advanced(count: Int, milliseconds: Int)

    // MARK: Jobs and deliveries

    /// Jobs that a worker claimed, with the time for which each had been ready.
    case claimed(queue: String, waits: [Duration])
    /// A claimed batch of this many jobs was worked to its end, successfully or not.
    case worked(queue: String, count: Int, took: Duration)
    /// Leases that ended, and how.
    case ended(queue: String, End, count: Int)
    case delivered(job: Int64, milliseconds: Int)
    /// The server refused permanently.
    case deliveryRefused(job: Int64, code: Int)
    /// The other side refused more than one message: a channel, or one destination of it, stopped.
    case halted(channel: String)
    /// Handed over without an answer: it may have been sent.
    case doubtful(job: Int64)
    /// A worker finished a job that no longer belonged to it; nothing was changed.
    case staleFinish(job: Int64)
    /// A worker's heartbeat is back after a silence longer than its leases last, so other workers may have its jobs.
    case leaseLost(silence: Duration)

    package enum End: String, Sendable {
        case done, retried
        /// The last attempt has failed; a person decides.
        case dead
    }

    /// Why a due send waits.
    package enum Hold: String, Sendable, CaseIterable {
        case hours, paused, blocked
        /// The other side refuses more than this message.
        case halted
        /// The database refused the verdict, or the workflow cannot be read.
        case refused
    }

    // MARK: API

    /// `route` is the path without its variable parts.
    case requestServed(route: String, status: Int, milliseconds: Int)
    case eventsAccepted(count: Int)
    /// Input that came in at a door and was not kept. `crm.refused` lists it.
    case leftOut(door: String, count: Int)
}
