import Automation
import Foundation
import Postgres

/// SQL under composition, with its bound values. Values never become part of the text.
struct SQLText {
    private(set) var parameters: [Parameter]
    private let workspaceZone: TimeZone
    private var calendar: String?

    init(after parameters: [Parameter], workspaceZone: TimeZone) {
        (self.parameters, self.workspaceZone) = (parameters, workspaceZone)
    }

    /// Binds a value and returns its placeholder.
    mutating func bind(_ parameter: Parameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    mutating func bind(_ text: String) -> String { bind(.text(text)) }

    /// The expression for a delay, as an interval.
    mutating func bind(_ delay: Delay) -> String { "\(bind("\(delay.amount) \(delay.unit.rawValue)"))::interval" }

    /// The expression for the zone in which days count: the contact's, else the workspace's.
    mutating func zone() -> String {
        if calendar == nil {
            let workspace = bind(workspaceZone.identifier)
            calendar =
                "CROSS JOIN LATERAL (SELECT clock.zone(contact.time_zone, \(workspace)) OFFSET 0) AS calendar (zone)"
        }
        return "calendar.zone"
    }

    /// What a FROM clause with `contact` also needs, once the conditions are composed. `OFFSET 0` stops PostgreSQL from
    /// evaluating the zone again at every use.
    var calendarJoin: String { calendar ?? "" }
}

/// Spans, counted on the contact's calendar.
extension SQLText {
    /// The moment that lies a span after another one. Every question about a span compares this sum with the present.
    mutating func end(of span: Delay, from moment: String) -> String { moved(moment, "+", span) }

    /// The moment that lies a span before another one.
    mutating func start(of span: Delay, before moment: String) -> String { moved(moment, "-", span) }

    private mutating func moved(_ moment: String, _ sign: String, _ span: Delay) -> String {
        let interval = bind(span)
        guard !span.unit.isDuration else { return "(\(moment) \(sign) \(interval))" }
        let zone = zone()
        return "clock.instant((\(moment) AT TIME ZONE \(zone)) \(sign) \(interval), \(zone))"
    }

    /// The day that contains a moment.
    mutating func day(of moment: String) -> String { "(\(moment) AT TIME ZONE \(zone()))::date" }

    /// When a day begins; with `plus: 1`, when it is over.
    mutating func midnight(of day: String, plus days: Int = 0) -> String {
        "clock.instant((\(day)\(days == 0 ? "" : " + \(days)"))::timestamp, \(zone()))"
    }
}
