import Automation
import Foundation
import Postgres

/// SQL that is being composed, with the values it is bound to. Values never become part of the text.
struct SQLText {
    private(set) var parameters: [Parameter]
    private let workspaceZone: TimeZone
    private var calendar: String?

    init(after parameters: [Parameter], workspaceZone: TimeZone) {
        (self.parameters, self.workspaceZone) = (parameters, workspaceZone)
    }

    /// Binds a value and answers its placeholder.
    mutating func bind(_ parameter: Parameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    mutating func bind(_ text: String) -> String { bind(.text(text)) }

    /// The expression for a delay, as an interval.
    mutating func bind(_ delay: Delay) -> String { "\(bind("\(delay.amount) \(delay.unit.rawValue)"))::interval" }

    /// The expression for the zone whose days count: the contact's, else the workspace's.
    mutating func zone() -> String {
        if calendar == nil {
            let workspace = bind(workspaceZone.identifier)
            calendar =
                "CROSS JOIN LATERAL (SELECT clock.zone(contact.time_zone, \(workspace)) OFFSET 0) AS calendar (zone)"
        }
        return "calendar.zone"
    }

    /// What a FROM clause that has `contact` needs besides, once the conditions are composed. `OFFSET 0` keeps PostgreSQL
    /// from asking for the zone anew wherever it is used.
    var calendarJoin: String { calendar ?? "" }
}

/// Spans, counted on the contact's calendar.
extension SQLText {
    /// A moment and a span after it. Every question about a span is this sum, compared with the present.
    mutating func end(of span: Delay, from moment: String) -> String { moved(moment, "+", span) }

    /// A span before a moment.
    mutating func start(of span: Delay, before moment: String) -> String { moved(moment, "-", span) }

    private mutating func moved(_ moment: String, _ sign: String, _ span: Delay) -> String {
        let interval = bind(span)
        guard !span.unit.isDuration else { return "(\(moment) \(sign) \(interval))" }
        let zone = zone()
        return "clock.instant((\(moment) AT TIME ZONE \(zone)) \(sign) \(interval), \(zone))"
    }

    /// The day that a moment lies in.
    mutating func day(of moment: String) -> String { "(\(moment) AT TIME ZONE \(zone()))::date" }

    /// When a day begins; one day later, when it is over.
    mutating func midnight(of day: String, plus days: Int = 0) -> String {
        "clock.instant((\(day)\(days == 0 ? "" : " + \(days)"))::timestamp, \(zone()))"
    }
}
