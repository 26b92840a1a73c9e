import Automation
import Foundation
import Testing

/// An instant in ISO 8601: `2026-03-29T02:30:00+01:00`, or without seconds.
func instant(_ text: String) throws -> Date {
    let hasSeconds = text.dropFirst(11).prefix { !"+-Z".contains($0) }.count > 5
    let whole = hasSeconds ? text : "\(text.prefix(16)):00\(text.dropFirst(16))"
    return try Date(whole, strategy: .iso8601)
}

/// A window in one line: `mon-fri 09:00-12:00; mon-fri 14:00-17:00; except 2026-06-08; holidays FR`.
func window(_ text: String, resume: Window.ResumeRule = .sameTime) throws -> Window {
    var window = Window([], resume: resume)
    for part in text.split(separator: "; ") {
        let words = part.split(separator: " ").map(String.init)
        switch words[0] {
        case "except": window.excludedDates.insert(try LocalDate(parsing: words[1]))
        case "holidays": window.holidays.insert(try #require(HolidayCalendar(rawValue: words[1])))
        default: window.ranges.append(try hours(words))
        }
    }
    return window
}

private func hours(_ words: [String]) throws -> Window.Hours {
    guard let times = words.last, times.contains(":") else {
        return Window.Hours(try Weekdays(parsing: words.joined(separator: " ")))
    }
    let ends = times.split(separator: "-").map(String.init)
    return Window.Hours(
        try Weekdays(parsing: words.dropLast().joined(separator: " ")),
        from: try LocalTime(parsing: ends[0]),
        to: try LocalTime(parsing: ends[1])
    )
}

extension Window {
    /// The verdict for a contact in a zone.
    func verdict(at now: String, in zone: String) throws -> Verdict {
        verdict(at: try instant(now), contactZone: try Zones.named(zone), workspaceZone: .gmt)
    }
}
