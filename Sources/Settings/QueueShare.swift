/// How many jobs of a queue a worker holds at once, written `queue=number`.
package struct QueueShare: Sendable, Hashable, CustomStringConvertible {
    package let queue: String
    package let jobs: Int

    /// Nil if it is not written so, or if the number is not from 1 to 100000.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([a-z][a-z0-9_-]{0,62})=([0-9]{1,6})/), let jobs = Int(match.output.2),
            (1...100_000).contains(jobs)
        else { return nil }
        (queue, self.jobs) = (String(match.output.1), jobs)
    }

    package var description: String { "\(queue)=\(jobs)" }
}
