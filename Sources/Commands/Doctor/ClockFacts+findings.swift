import Foundation
import Store

extension ClockFacts {
    /// - Parameters:
    ///   - before: this machine's clock when the question left.
    ///   - after: and when the answer was there.
    func findings(between before: Date, and after: Date) -> [Finding] {
        let problems = [pretense, drift(between: before, and: after)].compactMap(\.self)
        return problems.isEmpty ? [.ok("clock", "this machine's clock and the database's agree")] : problems
    }

    /// Time that is fixed or sped up, as tests and demonstrations do.
    private var pretense: Finding? {
        if let fixedAt { return set("relance.now", "time is frozen at \(fixedAt)") }
        return speed.map { set("relance.clock_speed", "time runs at \($0) times its speed") }
    }

    private func set(_ setting: String, _ consequence: String) -> Finding {
        .fail(
            "clock",
            "\(consequence): \(setting) is set",
            help: "ALTER DATABASE \(database) RESET \(setting);  -- or ALTER ROLE; \\drds in psql shows where it is set"
        )
    }

    /// The answer was made between the two moments, so only what lies outside of them is sure.
    private func drift(between before: Date, and after: Date) -> Finding? {
        let ahead = max(before.timeIntervalSince(server), 0)
        let behind = max(server.timeIntervalSince(after), 0)
        guard max(ahead, behind) > Self.driftSecondsMax else { return nil }
        let seconds = String(format: "%.1f", max(ahead, behind))
        return .look(
            "clock",
            "this machine's clock is \(seconds) s \(ahead > behind ? "ahead of" : "behind") the database's",
            help: "Keep both on time with NTP (timedatectl). Jobs run by the database's clock; logs show this one."
        )
    }

    private static let driftSecondsMax = 2.0
}
