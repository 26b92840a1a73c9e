import Automation
import Foundation
import Postgres

/// A value in the database as each kind of comparison sees it. Every expression is null when the value is blank or of
/// another kind, so that a stray value never fails a whole batch.
struct ValueSQL {
    let text: String
    let number: String
    /// The start of the day that it names, or the moment that it is.
    let first: String
    /// The last moment of the day it names, or the moment it is.
    let last: String
    /// A JSON array of texts, or null.
    let list: String

    /// A property: a typed column, or a key of the properties column.
    init(of property: PropertyReference, in text: inout SQLText) {
        let table = property.subject.rawValue
        switch (property.subject, property.name) {
        case (.contact, "owner"):
            let owner = "(SELECT owner.email FROM crm.owners AS owner WHERE owner.id = contact.owner_id)"
            self = .column(owner, in: &text)
        case (.contact, "score"), (.company, "employees"): self = .number("\(table).\(property.name)")
        case (.contact, "created_at"): self = .moment("\(table).created_at")
        case let (subject, name) where Self.isColumn(name, of: subject): self = .column("\(table).\(name)", in: &text)
        default: self = .json("\(table).properties -> \(text.bind(property.name))", in: &text)
        }
    }

    /// A field of an event's own data. A name with dots is a key of that name, or else the way into nested data.
    init(of field: String, in data: String, _ text: inout SQLText) {
        let key = "\(data) -> \(text.bind(field))"
        let way = field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard way.count > 1 else {
            self = .json(key, in: &text)
            return
        }
        self = .json("coalesce(\(key), \(data) #> \(text.bind(.texts(way))))", in: &text)
    }

    private init(text: String, number: String, first: String, last: String, list: String = "NULL::jsonb") {
        (self.text, self.number, self.first, self.last, self.list) = (text, number, first, last, list)
    }

    /// The names come from this program's schema, never from a file, so they are safe in the text.
    private static func isColumn(_ name: String, of subject: PropertySubject) -> Bool {
        let standard = subject == .contact ? PropertySchema.standard.contact : PropertySchema.standard.company
        return standard[name]?.isColumn == true
    }

    private static func column(_ name: String, in sql: inout SQLText) -> ValueSQL {
        dated(text: "nullif(\(name)::text, '')", number: "crm.number(to_jsonb(\(name)))", in: &sql)
    }

    private static func number(_ name: String) -> ValueSQL {
        let none = "NULL::timestamptz"
        return ValueSQL(text: "\(name)::text", number: "\(name)::numeric", first: none, last: none)
    }

    private static func moment(_ name: String) -> ValueSQL {
        ValueSQL(text: "\(name)::text", number: "NULL::numeric", first: name, last: name)
    }

    /// An empty list counts as blank, like an empty text.
    private static func json(_ value: String, in sql: inout SQLText) -> ValueSQL {
        let list = "CASE WHEN jsonb_typeof(\(value)) = 'array' THEN \(value) END"
        let text = "nullif(nullif((\(value)) #>> '{}', ''), '[]')"
        return dated(text: text, number: "crm.number(\(value))", list: list, in: &sql)
    }

    private static func dated(
        text: String,
        number: String,
        list: String = "NULL::jsonb",
        in sql: inout SQLText
    ) -> ValueSQL {
        ValueSQL(
            text: text,
            number: number,
            first: "clock.first_moment(\(text), calendar.zone)",
            last: "clock.last_moment(\(text), calendar.zone)",
            list: list
        )
    }
}

extension ValueSQL {
    /// True or false, never null. For a blank value it is false, unless the author says `or unknown`.
    func condition(_ comparison: Comparison, orUnknown: Bool, in sql: inout SQLText) -> String {
        if comparison.needsCalendar { _ = sql.zone() }
        switch comparison {
        case .known: return "(\(text) IS NOT NULL)"
        case .unknown: return "(\(text) IS NULL)"
        default:
            let holds = "coalesce(\(bare(comparison, in: &sql)), false)"
            return orUnknown ? "(\(holds) OR \(text) IS NULL)" : holds
        }
    }

    private func bare(_ comparison: Comparison, in sql: inout SQLText) -> String {
        switch comparison {
        case .equals(let value): compare(.equals, value, in: &sql)
        case .notEquals(let value): compare(.notEquals, value, in: &sql)
        case .oneOf(let values): isOne(of: values, in: &sql)
        case .noneOf(let values): "NOT \(isOne(of: values, in: &sql))"
        case .lessThan(let value): compare(.before, value, in: &sql)
        case .atMost(let value): compare(.atMost, value, in: &sql)
        case .moreThan(let value): compare(.after, value, in: &sql)
        case .atLeast(let value): compare(.atLeast, value, in: &sql)
        case .between(let low, let high):
            "(\(compare(.atLeast, low, in: &sql)) AND \(compare(.atMost, high, in: &sql)))"
        case .contains(let part): contains(part, in: &sql)
        case .startsWith(let start): "starts_with(lower(\(text)), lower(\(sql.bind(start))))"
        case .hasAny(let wanted): has(wanted, in: &sql)
        case .hasNone(let refused): "(\(text) IS NOT NULL AND NOT \(has(refused, in: &sql)))"
        case .inLast, .olderThan, .inNext, .today, .anniversary, .anniversaryInNext: time(comparison, in: &sql)
        case .known, .unknown: preconditionFailure("known and unknown need no value")
        }
    }

    private func compare(_ relation: DayRelation, _ value: PropertyValue, in sql: inout SQLText) -> String {
        switch value {
        case .number(let wanted): "\(number) \(relation.sign) \(sql.bind(.double(wanted)))::numeric"
        case .date(let wanted): lies(relation, moment: sql.bind(.timestamp(wanted)))
        case .day(let wanted): lies(relation, day: "\(sql.bind(wanted.description))::date", in: &sql)
        case .boolean(let wanted): "lower(\(text)) \(relation.sign) \(sql.bind(wanted ? "true" : "false"))"
        case .text(let wanted): "lower(\(text)) \(relation.sign) lower(\(sql.bind(wanted)))"
        case .texts(let wanted): "\(list) \(relation.sign) to_jsonb(\(sql.bind(.texts(wanted))))"
        }
    }

    private func isOne(of values: [PropertyValue], in sql: inout SQLText) -> String {
        let conditions = values.map { compare(.equals, $0, in: &sql) }
        return conditions.isEmpty ? "false" : "(\(conditions.joined(separator: " OR ")))"
    }

    private func contains(_ part: String, in sql: inout SQLText) -> String {
        let wanted = sql.bind(part)
        return """
            CASE WHEN \(list) IS NOT NULL \
            THEN EXISTS (SELECT FROM jsonb_array_elements_text(\(list)) AS entry WHERE lower(entry) = lower(\(wanted))) \
            ELSE position(lower(\(wanted)) IN lower(\(text))) > 0 END
            """
    }

    /// A value that is not a list counts as a list of one.
    private func has(_ wanted: [String], in sql: inout SQLText) -> String {
        """
        EXISTS (SELECT FROM jsonb_array_elements_text(coalesce(\(list), jsonb_build_array(\(text)))) AS entry \
        JOIN unnest(\(sql.bind(.texts(wanted)))) AS wanted ON lower(entry) = lower(wanted))
        """
    }
}

extension DayRelation {
    /// The same relation between numbers or texts.
    fileprivate var sign: String {
        switch self {
        case .equals: "="
        case .notEquals: "<>"
        case .before: "<"
        case .atMost: "<="
        case .after: ">"
        case .atLeast: ">="
        }
    }
}
