package import Foundation

/// The local hours in which a workflow may act: `weekdays, 07:00 to 12:00, on the contact's clock`.
///
/// A range belongs to the day on which it opens, even if it runs past midnight. It opens and closes once: on the night
/// the clocks go back, the repeated hour neither opens it again nor closes it twice. Ends are exclusive.
package struct Window: Hashable, Sendable {
    package var ranges: [Hours]
    package var zone: ZoneRule
    /// Days on which no range opens.
    package var excludedDates: Set<LocalDate>
    package var holidays: Set<HolidayCalendar>
    package var resume: ResumeRule
    package var scope: Scope

    package init(
        _ ranges: [Hours],
        zone: ZoneRule = .contact,
        excludedDates: Set<LocalDate> = [],
        holidays: Set<HolidayCalendar> = [],
        resume: ResumeRule = .sameTime,
        scope: Scope = .actions
    ) {
        self.ranges = ranges
        self.zone = zone
        self.excludedDates = excludedDates
        self.holidays = holidays
        self.resume = resume
        self.scope = scope
    }

    /// Whether the window is open on the clock that counts for this contact, and until when.
    ///
    /// A window that does not open within `searchDaysMax` is closed until then.
    package func verdict(at now: Date, contactZone: TimeZone?, workspaceZone: TimeZone) -> Verdict {
        verdict(at: now, on: LocalCalendar(zone.zone(contact: contactZone, workspace: workspaceZone)))
    }
}

extension Window {
    /// One range of hours on some days of the week. `from` later than `to` runs past midnight.
    package struct Hours: Codable, Hashable, Sendable, CustomStringConvertible {
        package var days: Weekdays
        package var from: LocalTime
        /// Exclusive.
        package var to: LocalTime

        package init(_ days: Weekdays = .everyDay, from: LocalTime = .midnight, to: LocalTime = .endOfDay) {
            self.days = days
            self.from = from
            self.to = to
        }

        /// `weekdays 07:00–12:00`.
        package var description: String { "\(days) \(from)–\(to)" }
    }

    /// When an action that fell due on a forbidden day runs on the next allowed day.
    package enum ResumeRule: String, Codable, CaseIterable, Hashable, Sendable {
        /// To the same time of day if the window allows it, else to that day's opening.
        case sameTime = "same time"
        /// At the first opening.
        case opening
    }

    /// The work that the window holds back.
    package enum Scope: String, Codable, CaseIterable, Hashable, Sendable {
        case actions, sends
    }

    package enum Verdict: Hashable, Sendable {
        /// Open now. Nil: open for as long as the search looks ahead.
        case open(until: Date?)
        /// Closed; `until` is later than now and the window is open then.
        case closed(until: Date)
    }

    /// How many days ahead an opening is searched for: more than a year, to see yearly exceptions.
    package static let searchDaysMax = 400
}

extension Window: CustomStringConvertible {
    /// `weekdays 07:00–12:00 (contact)`.
    package var description: String {
        let hours = ranges.map(\.description).joined(separator: "; ")
        let closed =
            holidays.map(\.rawValue).sorted().map { "holidays \($0)" } + excludedDates.sorted().map(\.description)
        return "\(hours) (\(zone))" + (closed.isEmpty ? "" : ", closed on \(closed.joined(separator: ", "))")
    }
}
