package import Automation
package import Postgres

/// Stores a workflow, as a new version if it differs from the current one. Returns the version.
package struct ApplyWorkflow: Statement {
    package let parameters: [Parameter]

    /// The workflow's segments must have been resolved.
    package init(_ workflow: Workflow, source: String) throws {
        parameters = [.text(workflow.name), try .encoding(workflow), .text(source)]
    }

    package static let sql = "SELECT automation.apply_workflow($1, $2, $3) AS version"
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("version") }
}

/// Turns off the workflows whose file is gone. Returns their names.
package struct RetireWorkflows: Statement {
    package let kept: [String]

    package init(except kept: [String]) { self.kept = kept }

    package static let sql = "SELECT automation.retire_workflows($1) AS name"
    package var parameters: [Parameter] { [.texts(kept)] }
    package static func read(_ row: borrowing Row) throws -> String { try row.text("name") }
}

package struct ApplySegment: Statement {
    package let parameters: [Parameter]

    package init(_ segment: Segment, source: String) throws {
        parameters = [.text(segment.name), try .encoding(segment.filter), .text(source)]
    }

    package static let sql = "SELECT automation.apply_segment($1, $2, $3)"
    package static func read(_ row: borrowing Row) throws {}
}

/// Stores an e-mail, as a new version if it differs from the current one. Returns the version.
package struct ApplyEmail: Statement {
    package let parameters: [Parameter]

    package init(_ email: EmailDefinition, source: String) throws {
        parameters = [.text(email.name), try .encoding(email), .text(source)]
    }

    package static let sql = "SELECT messaging.apply_email($1, $2, $3) AS version"
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("version") }
}

package struct DeclareLists: Statement {
    package let names: [String]

    package init(_ names: [String]) { self.names = names }

    package static let sql = "SELECT crm.declare_lists($1)"
    package var parameters: [Parameter] { [.texts(names)] }
    package static func read(_ row: borrowing Row) throws {}
}

package struct DeclareProperties: Statement {
    private struct Declaration: Encodable {
        let object: String
        let name: String
        let type: String
        let label: String?
        let options: [String]?
        let called: [String]
    }

    package let parameters: [Parameter]

    package init(_ schema: PropertySchema) throws {
        let declared = [("contact", schema.contact), ("company", schema.company)].flatMap { object, known in
            known.values.filter { !$0.isColumn }.map { property in
                Declaration(
                    object: object,
                    name: property.name,
                    type: property.type.rawValue,
                    label: property.label,
                    options: property.options.isEmpty ? nil : property.options,
                    called: property.called
                )
            }
        }
        parameters = [try .encoding(declared)]
    }

    package static let sql = "SELECT crm.declare_properties($1)"
    package static func read(_ row: borrowing Row) throws {}
}

/// Makes these the only topics, in this order.
package struct DeclareTopics: Statement {
    package let parameters: [Parameter]

    package init(_ topics: [Topic]) throws { parameters = [try .encoding(topics)] }

    package static let sql = "SELECT messaging.declare_topics($1)"
    package static func read(_ row: borrowing Row) throws {}
}

/// Until the transaction ends, no session reacts to changes or applies definitions.
package struct LockDefinitions: Statement {
    package init() {}

    package static let sql = "SELECT automation.lock_definitions(exclusively => true)"
    package static func read(_ row: borrowing Row) throws {}
}
