import Automation
import Foundation
import Testing

/// Random windows at random moments near clock changes, compared with a minute-by-minute search.
struct WindowPropertyTests {
    private static let cases = 150

    @Test(arguments: [UInt64.random(in: .min ... .max)])
    func `the opening rule agrees with looking at the clock every minute`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        for _ in 0..<Self.cases {
            let sample = dice.sample(resume: .opening)
            let verdict = sample.window.verdict(at: sample.now, on: LocalCalendar(sample.zone))
            let expected = Watcher(sample).verdict()
            #expect(verdict == expected, "seed \(seed): \(sample)")
        }
    }

    @Test(arguments: [UInt64.random(in: .min ... .max)])
    func `a closed window is open when it said it would be`(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<(20 * Self.cases) {
            let sample = dice.sample(resume: dice.chance(2) ? .opening : .sameTime)
            let calendar = LocalCalendar(sample.zone)
            switch sample.window.verdict(at: sample.now, on: calendar) {
            case .open(let until):
                if let until {
                    #expect(until > sample.now, "seed \(seed): \(sample)")
                    #expect(sample.window.verdict(at: until, on: calendar).opensAt != nil, "seed \(seed): \(sample)")
                }
            case .closed(let until):
                #expect(until > sample.now, "seed \(seed): \(sample)")
                #expect(sample.window.verdict(at: until, on: calendar).opensAt == nil, "seed \(seed): \(sample)")
            }
        }
    }

    @Test(arguments: [UInt64.random(in: .min ... .max)])
    func `falling due later never means leaving earlier at an opening`(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<(20 * Self.cases) {
            let sample = dice.sample(resume: .opening)
            let calendar = LocalCalendar(sample.zone)
            let later = sample.now.addingTimeInterval(Double(dice.number(in: 1...200_000)))
            let leaves = sample.window.verdict(at: sample.now, on: calendar).opensAt ?? sample.now
            let leavesLater = sample.window.verdict(at: later, on: calendar).opensAt ?? later
            #expect(leaves <= leavesLater, "seed \(seed): \(sample), later \(later)")
        }
    }

    @Test(arguments: [UInt64.random(in: .min ... .max)])
    func `the same-time rule picks the opening's day, at the time of day or at the opening`(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<(20 * Self.cases) {
            var sample = dice.sample(resume: .sameTime)
            let calendar = LocalCalendar(sample.zone)
            let sameTime = sample.window.verdict(at: sample.now, on: calendar).opensAt
            sample.window.resume = .opening
            guard let sameTime, let opening = sample.window.verdict(at: sample.now, on: calendar).opensAt else {
                continue
            }
            let due = LocalMoment(calendar.date(at: opening), secondOfDay: calendar.moment(at: sample.now).secondOfDay)
            #expect(calendar.date(at: sameTime) == calendar.date(at: opening), "seed \(seed): \(sample)")
            #expect(sameTime == opening || sameTime == calendar.firstInstant(reading: due), "seed \(seed): \(sample)")
        }
    }
}

/// A window, a clock and a moment.
private struct Sample: CustomStringConvertible {
    var window: Window
    let zone: TimeZone
    let now: Date

    var description: String { "\(window) in \(zone.identifier) at \(now.formatted(.iso8601))" }
}

/// Looks at a clock once a minute and remembers the latest reading, so that a repeated hour opens nothing twice.
private struct Watcher {
    private static let daysBefore = 2
    private static let daysAfter = 24

    private let zone: TimeZone
    private let now: Date
    /// Whether the window is open at each minute of a wall clock that never changes, from `firstDay` on.
    private var painted: [Bool]
    private let firstDay: Int

    init(_ sample: Sample) {
        zone = sample.zone
        now = sample.now
        firstDay = Int((now.timeIntervalSince1970 / 86_400).rounded(.down)) - 2 * Self.daysBefore
        painted = Array(repeating: false, count: (2 * Self.daysBefore + Self.daysAfter + 4) * 1_440)
        for day in 0..<(painted.count / 1_440) { paint(day, of: sample.window) }
    }

    /// Open or closed until the first minute that differs; nil if the window stays open beyond the horizon.
    func verdict() -> Window.Verdict {
        let start = Int((now.timeIntervalSince1970 / 60).rounded(.down))
        var furthest = (start - Self.daysBefore * 1_440...start).map(reading).max() ?? 0
        let isOpenNow = painted[furthest]
        for minute in (start + 1)..<(start + Self.daysAfter * 1_440) {
            furthest = max(furthest, reading(at: minute))
            guard painted[furthest] != isOpenNow else { continue }
            let change = Date(timeIntervalSince1970: Double(minute) * 60)
            return isOpenNow ? .open(until: change) : .closed(until: change)
        }
        return .open(until: nil)
    }

    private func reading(at minute: Int) -> Int {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60))
        return minute + offset / 60 - firstDay * 1_440
    }

    private mutating func paint(_ day: Int, of window: Window) {
        let date = LocalDate(dayNumber: firstDay + day)
        guard !window.excludedDates.contains(date) else { return }
        for hours in window.ranges where hours.days.contains(date.weekday) {
            let length = (hours.to.minuteOfDay - hours.from.minuteOfDay + 1_440) % 1_440
            let from = day * 1_440 + hours.from.minuteOfDay
            let isWholeDay = hours.from == .midnight && hours.to == .endOfDay
            for minute in from..<(from + (isWholeDay ? 1_440 : length)) where minute < painted.count {
                painted[minute] = true
            }
        }
    }
}

extension Dice {
    /// Zones, each with days on which its clock changes, or never does.
    private static let nights: [(zone: String, date: String)] = [
        ("Europe/Paris", "2026-03-29"), ("Europe/Paris", "2026-10-25"),
        ("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"),
        ("America/Havana", "2026-03-08"), ("America/Havana", "2026-11-01"), ("America/Santiago", "2026-09-06"),
        ("America/Sao_Paulo", "2019-02-17"), ("America/St_Johns", "2010-11-07"), ("America/St_Johns", "2010-03-14"),
        ("Pacific/Apia", "2011-12-30"), ("Pacific/Chatham", "2026-09-27"), ("Pacific/Chatham", "2026-04-05"),
        ("Pacific/Kiritimati", "2026-12-31"), ("Etc/GMT+12", "2026-12-31"), ("Asia/Kathmandu", "2028-02-29"),
        ("Asia/Tokyo", "2026-01-01"), ("Africa/Casablanca", "2025-02-23"), ("Europe/Dublin", "2026-10-25"),
    ]

    /// Picks a moment within four days of the night, most often within hours.
    fileprivate mutating func sample(resume: Window.ResumeRule) -> Sample {
        let night = Self.nights[number(in: 0...Self.nights.count - 1)]
        guard let zone = try? Zones.named(night.zone), let date = try? LocalDate(parsing: night.date) else {
            preconditionFailure("\(night) is not on the calendar")
        }
        let spread = chance(3) ? 4 * 86_400 : 6 * 3_600
        let now = LocalCalendar(zone).firstInstant(on: date, at: .midnight)
            .addingTimeInterval(Double(number(in: -spread...spread)))
        return Sample(window: window(near: date, resume: resume), zone: zone, now: now)
    }

    /// One to three valid ranges, open at least once a week. Sometimes one of the surrounding days is excluded.
    private mutating func window(near date: LocalDate, resume: Window.ResumeRule) -> Window {
        let ranges = (0..<number(in: 1...3)).map { _ in hours() }
        let excluded = chance(3) ? [date.adding(days: number(in: -2...2))] : []
        return Window(ranges, excludedDates: Set(excluded), resume: resume)
    }

    private mutating func hours() -> Window.Hours {
        let days = chance(3) ? Weekdays.everyDay : Weekdays(rawValue: UInt8(number(in: 1...127)))
        guard !chance(6) else { return Window.Hours(days) }
        let from = time()
        var to = time()
        while to == from { to = time() }
        return Window.Hours(days, from: from, to: to)
    }

    /// Half of the times are in the small hours, when clocks change.
    private mutating func time() -> LocalTime {
        let hour = number(in: chance(2) ? 0...4 : 0...23)
        guard let time = LocalTime(hour: hour, minute: 5 * number(in: 0...11)) else {
            preconditionFailure("\(hour):00")
        }
        return time
    }
}
