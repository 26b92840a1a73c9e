/// How many durations were below each of several bounds (in seconds), with their sum.
struct Histogram: Sendable {
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600]

    private var counts = [Int](repeating: 0, count: bounds.count)
    private var count = 0
    private var sum = 0.0

    mutating func add(_ duration: Duration, times: Int = 1) {
        let seconds = duration / .seconds(1)
        (count, sum) = (count + times, sum + seconds * Double(times))
        if let bucket = Self.bounds.firstIndex(where: { seconds <= $0 }) { counts[bucket] += times }
    }

    /// Its lines in the text format: cumulative buckets, sum and count.
    func lines(of series: Series) -> String {
        var below = 0
        var text = ""
        for (bound, count) in zip(Self.bounds, counts) {
            below += count
            text += series.line("_bucket", "le=\"\(Series.text(of: bound))\"", Double(below))
        }
        return text + series.line("_bucket", "le=\"+Inf\"", Double(count))
            + series.line("_sum", nil, sum) + series.line("_count", nil, Double(count))
    }
}
