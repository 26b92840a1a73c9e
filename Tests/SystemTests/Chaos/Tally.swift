import Foundation

/// The measurements and counts of a run, and everything that was wrong.
struct Tally: Sendable {
    var counts: [String: Int] = [:]
    /// How long the jobs of killed workers took to start again.
    var restarts: [Restart] = []
    /// Seconds from the moment PostgreSQL accepted connections again to the first claim.
    var resumptions: [Double] = []
    var wrongs: [String] = []
    /// The errors that the processes logged, most frequent first.
    var complaints: [String] = []

    mutating func count(_ what: String, by number: Int = 1) { counts[what, default: 0] += number }

    func value(_ name: String) -> Int { counts[name, default: 0] }

    /// The events that a run must contain to be conclusive, and did not.
    var missing: [String] {
        ["rescues", "restarts", "stale finishes", "commits untold"].filter { value($0) == 0 }
    }

    var verdict: String {
        if !wrongs.isEmpty { return "FAILED" }
        return missing.isEmpty ? "ok" : "inconclusive"
    }

    func summary(seed: UInt64) -> String {
        let numbers = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let times = [
            Self.worst(
                "rescued / first / all started again, production heartbeat",
                restarts.filter { $0.isPatient && !$0.isDisturbed }
            ),
            Self.worst("fast heartbeat", restarts.filter { !$0.isPatient && !$0.isDisturbed }),
            Self.worst("disturbed", restarts.filter(\.isDisturbed)),
            "resumed at most \(Self.text(resumptions.max())) s after \(resumptions.count) restarts",
        ]
        return "chaos seed \(seed): \(verdict) · " + (numbers + times).joined(separator: ", ")
    }

    private static func worst(_ name: String, _ restarts: [Restart]) -> String {
        let jobs = restarts.map(\.jobs.count).reduce(0, +)
        let times = [
            restarts.compactMap(\.rescued).max(), restarts.compactMap(\.first).max(), restarts.map(\.last).max(),
        ]
        let words = times.map(text).joined(separator: " / ")
        return "\(name) after \(words) s at most (\(jobs) jobs of \(restarts.count) workers)"
    }

    private static func text(_ seconds: Double?) -> String {
        seconds.map { $0.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en"))) } ?? "–"
    }
}
