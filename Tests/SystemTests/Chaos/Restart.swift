/// How the jobs of a killed worker came back to life: taken from it, and claimed by others.
struct Restart: Sendable {
    let isPatient: Bool
    /// Whether PostgreSQL or the leader went, too, in that time.
    var isDisturbed = false
    /// Everything it held.
    private(set) var jobs: Set<Int64> = []
    /// What has not been claimed by another yet. What was, and came back to wait, has started again.
    private(set) var waiting: Set<Int64> = []
    private(set) var isOver = false
    /// Seconds from the kill until the dead one held nothing more, until the first job was claimed, and until the last.
    private(set) var rescued: Double?
    private(set) var first: Double?
    private(set) var last = 0.0

    init(isPatient: Bool) { self.isPatient = isPatient }

    /// - Parameter held: what the dead worker holds at this moment.
    /// - Parameter ready: what of `waiting` and `held` could be claimed a moment later.
    mutating func note(held: Set<Int64>, ready: Set<Int64>, after seconds: Double) {
        jobs.formUnion(held)
        waiting = waiting.union(held).intersection(held.union(ready))
        if held.isEmpty, rescued == nil { rescued = seconds }
        if waiting.count < jobs.count, first == nil { first = seconds }
        if !isOver { last = seconds }
        isOver = held.isEmpty && waiting.isEmpty
    }
}
