/// The change that one observation makes to the metrics.
struct MetricChange {
    var counted: [(Series, Int)] = []
    /// Each duration counts this many times.
    var timed: [(Series, [Duration], times: Int)] = []
    var set: [(Series, Double)] = []

    init(_ observation: Observation) {
        switch observation {
        case .started(let process, let version):
            set = [(Series("relance_build_info", ["process": process, "version": version]), 1)]
        case .waiting, .shuttingDown, .stopped, .cutShort: break
        case .faltered(let service, _): count("relance_faults_total", ["service": service])
        case .connectionLost: count("relance_db_connections_lost_total")
        case .connectionRestored: break
        case .leadershipTaken: set = [(Series("relance_coordinator_leader"), 1)]
        case .leadershipLost: set = [(Series("relance_coordinator_leader"), 0)]
        case .promoted(let number): count("relance_jobs_promoted_total", number)
        case .released(let number): count("relance_sends_judged_total", ["verdict": "released"], number)
        case .postponed(let number, let hold): count("relance_send_held_total", ["reason": hold.rawValue], number)
        case .dropped(let number): count("relance_sends_judged_total", ["verdict": "dropped"], number)
        case .rescued(let number): count("relance_jobs_rescued_total", number)
        case .enrolled(let number): count("relance_enrollments_total", ["verdict": "enrolled"], number)
        case .refused(let number): count("relance_enrollments_total", ["verdict": "refused"], number)
        case .advanced(let number, _): count("relance_enrollments_advanced_total", number)
        case .claimed(let queue, let waits):
            count("relance_jobs_claimed_total", ["queue": queue], waits.count)
            time("relance_job_queue_latency_seconds", ["queue": queue], waits)
        case .worked(let queue, let number, let took):
            time("relance_job_duration_seconds", ["queue": queue], [took], times: number)
        case .ended(let queue, let end, let number):
            count("relance_jobs_finished_total", ["queue": queue, "outcome": end.rawValue], number)
        case .delivered(_, let milliseconds):
            count("relance_send_total", ["channel": "email", "result": "sent"])
            time("relance_provider_request_seconds", ["channel": "email"], [.milliseconds(milliseconds)])
        case .deliveryRefused: count("relance_send_total", ["channel": "email", "result": "refused"])
        case .halted(let channel): count("relance_channel_stops_total", ["channel": channel])
        case .doubtful: count("relance_send_ambiguous_total", ["channel": "email"])
        case .staleFinish: count("relance_late_outcomes_total")
        case .leaseLost: count("relance_lease_lost_total")
        case .requestServed(let route, let status, let milliseconds):
            count("relance_ingest_requests_total", ["route": route, "code": "\(status)"])
            time("relance_ingest_request_seconds", ["route": route], [.milliseconds(milliseconds)])
        case .eventsAccepted(let number): count("relance_events_accepted_total", number)
        case .leftOut(let door, let number): count("relance_refused_total", ["door": door], number)
        }
    }

    private mutating func count(_ name: String, _ labels: KeyValuePairs<String, String> = [:], _ number: Int = 1) {
        if number > 0 { counted.append((Series(name, labels), number)) }
    }

    private mutating func count(_ name: String, _ number: Int) { count(name, [:], number) }

    private mutating func time(
        _ name: String,
        _ labels: KeyValuePairs<String, String>,
        _ durations: [Duration],
        times: Int = 1
    ) {
        timed.append((Series(name, labels), durations, times))
    }

    static let help = [
        "relance_build_info": "The process and its version.",
        "relance_faults_total": "Errors a loop has met and survived.",
        "relance_db_connections_lost_total": "Connections to the database that broke.",
        "relance_coordinator_leader": "1 while this coordinator leads.",
        "relance_jobs_promoted_total": "Jobs that fell due.",
        "relance_sends_judged_total": "Jobs their gate has let through or dropped.",
        "relance_send_held_total": "Verdicts that a due send waits, and for what; one at each look.",
        "relance_jobs_rescued_total": "Jobs of silent workers, given to others.",
        "relance_enrollments_total": "Contacts a trigger has found.",
        "relance_enrollments_advanced_total": "Enrollments taken past at least one step.",
        "relance_jobs_claimed_total": "Jobs this worker took.",
        "relance_job_queue_latency_seconds": "From the moment a job was ready to its claim.",
        "relance_job_duration_seconds": "From the claim of a job to the end of its batch.",
        "relance_jobs_finished_total": "Leases of this worker that ended.",
        "relance_send_total": "Messages handed over.",
        "relance_provider_request_seconds": "One hand-over to the provider.",
        "relance_channel_stops_total": "Times that a channel, or a destination of it, stopped because it refuses us.",
        "relance_send_ambiguous_total": "Hand-overs without an answer.",
        "relance_late_outcomes_total": "Results that came after their lease was lost; nothing was changed.",
        "relance_lease_lost_total": "Silences of this worker that were longer than its leases last.",
        "relance_ingest_requests_total": "HTTP requests answered.",
        "relance_ingest_request_seconds": "One HTTP request.",
        "relance_events_accepted_total": "Events stored.",
        "relance_refused_total": "Values and messages that came in and were not kept: crm.refused lists them.",
    ]
}
