import ArgumentParser
import Automation
import Foundation

/// How much engine time passes in one second.
struct ClockSpeed: Hashable, Sendable {
    /// A day per second: three weeks in half a minute.
    static let usual = ClockSpeed(factor: 86_400)

    /// At a higher speed a morning's sending hours would be over before a worker had claimed the first message.
    private static let factorMax = 7 * 86_400.0

    let factor: Double

    private init(factor: Double) { self.factor = factor }

    /// Reads `1 day`, `90 minutes`, `3600` (seconds) or `real`.
    init(parsing text: String) throws {
        let factor = text == "real" ? 1 : try Double(text) ?? Delay(parsing: text).seconds
        guard (1...Self.factorMax).contains(factor) else {
            throw ValidationError("--speed \(text): choose from 1 second to 7 days for each second")
        }
        self.init(factor: factor)
    }

    /// The real duration of an amount of engine time.
    func real(_ delay: Delay) -> Duration { .seconds(delay.seconds / factor) }

    /// The engine time that passes in a real duration.
    func engineTime(in duration: Duration) -> Duration { duration * factor }
}

extension ClockSpeed: CustomStringConvertible {
    /// `1 day passes in a second.`
    var description: String {
        if factor == 1 { return "Time passes as it does." }
        let units: [(Double, Delay.Unit)] = [(86_400, .days), (3_600, .hours), (60, .minutes)]
        for (seconds, unit) in units {
            if let amount = Int(exactly: factor / seconds), let delay = Delay(amount, unit) {
                return "\(delay) \(amount == 1 ? "passes" : "pass") in a second."
            }
        }
        return "\(factor.formatted()) seconds pass in one."
    }
}

extension Delay {
    /// Its length if every day has 24 hours.
    fileprivate var seconds: TimeInterval { end(from: .init(timeIntervalSince1970: 0), in: .gmt).timeIntervalSince1970 }
}
