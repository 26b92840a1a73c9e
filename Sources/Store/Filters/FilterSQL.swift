import Automation
import Foundation
import Postgres

/// Compiles a filter to a SQL condition, which is the filter's only meaning.
///
/// The condition refers to `contact` (crm.contacts), `company` (crm.companies, all null when the contact has none),
/// `candidate.since` (the start of the enrollment that asks, or null), `present.now` and, if it asks about days,
/// `calendar.zone`. It is true or false, never null: a blank value satisfies no comparison.
struct FilterSQL {
    var text: SQLText

    init(after parameters: [Parameter], in workspaceZone: TimeZone) {
        text = SQLText(after: parameters, workspaceZone: workspaceZone)
    }

    mutating func condition(_ filter: Filter) -> String {
        switch filter {
        case .all(let parts): joined(parts, by: " AND ", whenEmpty: "true")
        case .any(let parts): joined(parts, by: " OR ", whenEmpty: "false")
        case .not(let part): "NOT \(condition(part))"
        case .property(let test): condition(test)
        case .stage(let test): condition(test)
        case .inList(let name): inList(name)
        case .inWorkflow(let name): inWorkflow(name)
        case .event(let test): condition(test)
        case .segment(let name): preconditionFailure("segment \"\(name)\" was not resolved before compiling")
        }
    }

    /// A condition on one event's own data, which the given JSON expression holds.
    mutating func condition(_ fields: [FieldTest], of data: String) -> String {
        let conditions = fields.map { field in
            let value = ValueSQL(of: field.field, in: data, &text)
            return value.condition(field.comparison, orUnknown: field.orUnknown, in: &text)
        }
        return conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
    }

    private mutating func joined(_ parts: [Filter], by word: String, whenEmpty: String) -> String {
        let conditions = parts.map { condition($0) }
        return conditions.isEmpty ? whenEmpty : "(\(conditions.joined(separator: word)))"
    }

    private mutating func condition(_ test: PropertyTest) -> String {
        let value = ValueSQL(of: test.property, in: &text)
        return value.condition(test.comparison, orUnknown: test.orUnknown, in: &text)
    }

    private mutating func condition(_ test: StageTest) -> String {
        let stages = text.bind(.texts(test.admitted.map(\.rawValue)))
        let holds = "coalesce(contact.lifecycle_stage::text = ANY (\(stages)), false)"
        return test.orUnknown ? "(\(holds) OR contact.lifecycle_stage IS NULL)" : holds
    }

    private mutating func inList(_ name: String) -> String {
        "EXISTS (SELECT FROM crm.list_members AS member WHERE member.contact_id = contact.id AND member.list = \(text.bind(name)))"
    }

    private mutating func inWorkflow(_ name: String) -> String {
        """
        EXISTS (SELECT FROM automation.enrollments AS inside WHERE inside.contact_id = contact.id \
        AND inside.workflow = \(text.bind(name)) AND inside.state = 'active')
        """
    }

    private mutating func condition(_ test: EventTest) -> String {
        let occurrences = occurrences(of: test)
        switch (test.count.min, test.count.max) {
        case (1, nil): return "EXISTS (SELECT \(occurrences))"
        case (let min, nil): return "(SELECT count(*) \(occurrences)) >= \(min)"
        case (let min, let max?): return "(SELECT count(*) \(occurrences)) BETWEEN \(min) AND \(max)"
        }
    }

    /// A bound that the index can use. It is wide enough for months of different lengths and for clock changes: every
    /// event within the span lies after it.
    mutating func isRecent(_ span: Delay) -> String {
        "event.occurred_at > present.now - \(text.bind(span)) - interval '5 days'"
    }

    /// Without a name, any event that people cause.
    mutating func isNamed(_ name: String?) -> String {
        guard let name else { return "event.name <> ALL (\(text.bind(.texts(EventTest.machines))))" }
        return "event.name = \(text.bind(name))"
    }

    private mutating func occurrences(of test: EventTest) -> String {
        var conditions = ["event.contact_id = contact.id"]
        conditions.append(isNamed(test.name))
        // An event dated in the future counts from its moment on.
        conditions.append("event.occurred_at <= present.now")
        if let span = test.within {
            conditions.append(isRecent(span))
            conditions.append("\(text.end(of: span, from: "event.occurred_at")) > present.now")
        }
        if test.since == .enrollment {
            conditions.append("event.occurred_at >= coalesce(candidate.since, '-infinity')")
        }
        if !test.fields.isEmpty { conditions.append(condition(test.fields, of: "event.properties")) }
        return "FROM crm.events AS event WHERE \(conditions.joined(separator: " AND "))"
    }
}
