/// How the jobs of a killed worker started again: taken from it, and claimed by other workers.
struct Restart: Sendable {
    let isPatient: Bool
    /// Whether PostgreSQL or the leader also went away in that time.
    var isDisturbed = false
    /// All jobs that it held.
    private(set) var jobs: Set<Int64> = []
    /// The jobs that no other worker has claimed yet. A job that was claimed and waits again has started again.
    private(set) var waiting: Set<Int64> = []
    private(set) var isOver = false
    /// Seconds from the kill until the dead worker held no job, until the first job was claimed, and until the last.
    private(set) var rescued: Double?
    private(set) var first: Double?
    private(set) var last = 0.0

    init(isPatient: Bool) { self.isPatient = isPatient }

    /// - Parameter held: the jobs that the dead worker holds at this moment.
    /// - Parameter ready: the jobs of `waiting` and `held` that could be claimed a moment later.
    mutating func note(held: Set<Int64>, ready: Set<Int64>, after seconds: Double) {
        jobs.formUnion(held)
        waiting = waiting.union(held).intersection(held.union(ready))
        if held.isEmpty, rescued == nil { rescued = seconds }
        if waiting.count < jobs.count, first == nil { first = seconds }
        if !isOver { last = seconds }
        isOver = held.isEmpty && waiting.isEmpty
    }
}
