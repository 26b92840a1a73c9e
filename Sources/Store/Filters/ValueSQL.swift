import Automation
import Foundation
import Postgres

/// A value in the database as each kind of comparison sees it. Every expression is null when the value is blank or of
/// another kind, so that a stray value never fails a whole batch.
struct ValueSQL {
    let text: String
    let number: String
    let moment: String
    /// A JSON array of texts, or null.
    let list: String

    /// A property: one of the typed columns, or a key of the properties column.
    init(of property: PropertyReference, in text: inout SQLText) {
        let table = property.subject.rawValue
        switch (property.subject, property.name) {
        case (.contact, "owner"):
            self = .column("(SELECT owner.email FROM crm.owners AS owner WHERE owner.id = contact.owner_id)")
        case (.contact, "score"), (.company, "employees"): self = .number("\(table).\(property.name)")
        case (.contact, "created_at"): self = .moment("\(table).created_at")
        case let (subject, name) where Self.isColumn(name, of: subject): self = .column("\(table).\(name)")
        default: self = .json("\(table).properties", key: text.bind(property.name))
        }
    }

    private init(text: String, number: String, moment: String, list: String = "NULL::jsonb") {
        (self.text, self.number, self.moment, self.list) = (text, number, moment, list)
    }

    /// The names come from the schema of this program, never from a file: they are safe in the text.
    private static func isColumn(_ name: String, of subject: PropertySubject) -> Bool {
        let standard = subject == .contact ? PropertySchema.standard.contact : PropertySchema.standard.company
        return standard[name]?.isColumn == true
    }

    private static func column(_ name: String) -> ValueSQL {
        ValueSQL(
            text: "nullif(\(name)::text, '')",
            number: "crm.number(to_jsonb(\(name)))",
            moment: "crm.moment(\(name)::text)"
        )
    }

    private static func number(_ name: String) -> ValueSQL {
        ValueSQL(text: "\(name)::text", number: "\(name)::numeric", moment: "NULL::timestamptz")
    }

    private static func moment(_ name: String) -> ValueSQL {
        ValueSQL(text: "\(name)::text", number: "NULL::numeric", moment: name)
    }

    static func json(_ document: String, key: String) -> ValueSQL {
        ValueSQL(
            text: "nullif(\(document) ->> \(key), '')",
            number: "crm.number(\(document) -> \(key))",
            moment: "crm.moment(\(document) ->> \(key))",
            list: "CASE WHEN jsonb_typeof(\(document) -> \(key)) = 'array' THEN \(document) -> \(key) END"
        )
    }
}

extension ValueSQL {
    /// True or false, never null. Blank is false, unless the author says `or unknown`.
    func condition(_ comparison: Comparison, orUnknown: Bool, in sql: inout SQLText) -> String {
        switch comparison {
        case .known: "(\(text) IS NOT NULL)"
        case .unknown: "(\(text) IS NULL)"
        default: "coalesce(\(bare(comparison, in: &sql)), \(orUnknown ? "\(text) IS NULL" : "false"))"
        }
    }

    private func bare(_ comparison: Comparison, in sql: inout SQLText) -> String {
        switch comparison {
        case .equals(let value): compare("=", value, in: &sql)
        case .notEquals(let value): compare("<>", value, in: &sql)
        case .oneOf(let values): isOne(of: values, in: &sql)
        case .noneOf(let values): "NOT \(isOne(of: values, in: &sql))"
        case .lessThan(let value): compare("<", value, in: &sql)
        case .atMost(let value): compare("<=", value, in: &sql)
        case .moreThan(let value): compare(">", value, in: &sql)
        case .atLeast(let value): compare(">=", value, in: &sql)
        case .between(let low, let high): "(\(compare(">=", low, in: &sql)) AND \(compare("<=", high, in: &sql)))"
        case .contains(let part): contains(part, in: &sql)
        case .startsWith(let start): "starts_with(lower(\(text)), lower(\(sql.bind(start))))"
        case .within(let span): within(span, in: &sql)
        case .olderThan(let span): "\(moment) < present.now - \(sql.bind(span))"
        case .known, .unknown: preconditionFailure("known and unknown need no value")
        }
    }

    private func compare(_ sign: String, _ value: PropertyValue, in sql: inout SQLText) -> String {
        switch value {
        case .number(let wanted): "\(number) \(sign) \(sql.bind(.double(wanted)))::numeric"
        case .date(let wanted): "\(moment) \(sign) \(sql.bind(.timestamp(wanted)))"
        case .boolean(let wanted): "lower(\(text)) \(sign) \(sql.bind(wanted ? "true" : "false"))"
        case .text(let wanted): "lower(\(text)) \(sign) lower(\(sql.bind(wanted)))"
        case .texts(let wanted): "\(list) \(sign) to_jsonb(\(sql.bind(.texts(wanted))))"
        }
    }

    private func isOne(of values: [PropertyValue], in sql: inout SQLText) -> String {
        let conditions = values.map { compare("=", $0, in: &sql) }
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

    private func within(_ span: Delay, in sql: inout SQLText) -> String {
        "(\(moment) > present.now - \(sql.bind(span)) AND \(moment) <= present.now)"
    }
}
