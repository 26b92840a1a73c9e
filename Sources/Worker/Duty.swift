/// What a slot claims: jobs as they come, or those that were held by a worker when it died, the suspects. Most of these
/// are innocent, and shall not wait for a batch of others to end; one may be what killed its worker.
///
/// After the first death they are worked in groups; after the second one at a time, so that a third says something
/// about the job, and what it takes with it is not given up with it.
struct Duty: Equatable, Sendable {
    /// Jobs at once; 0: none.
    var ordinary = 0
    /// Suspects at once; 0: none, 1: also those that have lost two workers.
    var suspects = 0

    /// The most suspects at once. Enough to keep a mail server busy; few enough to be worked one at a time after them.
    static let group = 32
    /// How long a slot rests when there are no suspects.
    static let lookout = Duration.milliseconds(250)
}

extension Worker.Configuration {
    /// What each slot of a queue claims. With a share, they never hold more than that together.
    func duties(of handler: any Handler) -> [Duty] {
        let share = shares?[handler.queue] ?? .max
        guard share > 2 else { return Array(repeating: Duty(ordinary: 1, suspects: 1), count: share) }
        let batch = handler.batch(self)
        let group = min(Duty.group, batch, share / 3)
        let rest = share - group - 1
        let ordinary = Duty(ordinary: min(batch, rest / min(slots, rest)))
        return [Duty(suspects: 1), Duty(suspects: group)] + Array(repeating: ordinary, count: min(slots, rest))
    }
}
