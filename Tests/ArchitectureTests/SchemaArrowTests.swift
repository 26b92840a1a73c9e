import Testing

/// The arrows between the schemas of the database: which other schemas SQL of a schema may name. Against an arrow, a
/// schema follows another by triggers.
struct SchemaArrowTests {
    /// The schemas that a schema may name, and why no others.
    private struct Arrow: Sendable, CustomTestStringConvertible {
        let schema: String
        let may: Set<String>
        let because: String

        var testDescription: String { "\(schema) → \(may.sorted().joined(separator: ", "))" }
    }

    private static let arrows = [
        Arrow(schema: "clock", may: [], because: "what time it is depends on nothing"),
        Arrow(schema: "queue", may: ["clock"], because: "it carries jobs, whatever they are about"),
        Arrow(schema: "crm", may: ["clock", "queue"], because: "contacts are there without messages and workflows"),
        Arrow(
            schema: "messaging",
            may: ["clock", "crm", "queue"],
            because: "messages are sent and consent is given without workflows"
        ),
        Arrow(
            schema: "automation",
            may: ["clock", "crm", "messaging", "queue"],
            because: "workflows walk contacts from message to message, by jobs"
        ),
    ]

    /// A function that may name more than its schema: operators query it in one place, and no engine depends on it.
    private struct Exception: Sendable, CustomTestStringConvertible {
        let function: String
        let because: String

        var testDescription: String { function }
    }

    private static let exceptions = [
        Exception(function: "queue.why_gated", because: "why a send waits at its gate stands in its last verdict"),
        Exception(
            function: "queue.health_checks",
            because: "queue.health is one list, with the reactions that are owed"
        ),
        Exception(function: "queue.gauges", because: "monitoring asks once, also for the oldest change"),
        Exception(function: "queue.preview", because: "a walk whose job is cancelled would wait without end"),
        Exception(function: "queue.help_for_walk", because: "an operator is told which walk to end instead"),
        Exception(function: "messaging.why_not_sent", because: "why nothing came is one list, with what walks skip"),
    ]

    /// One reference to an object of another schema.
    private struct Mention: Sendable {
        let file: SourceTree.File
        /// The function, view or file that contains it.
        let place: String
        let schema: String
        let named: String
    }

    @Test(arguments: arrows)
    private func `SQL of a schema names only what its arrows point at`(arrow: Arrow) {
        let excused = Set(Self.exceptions.map(\.function))
        for mention in Self.strayed(from: arrow) where !excused.contains(mention.place) {
            let finding = "\(mention.place) names \(mention.named), and \(arrow.schema) may not"
            Issue.record("\(mention.file): \(finding): \(arrow.because)")
        }
    }

    @Test(arguments: exceptions)
    private func `an exception is still needed`(exception: Exception) {
        let strayed = Set(Self.arrows.flatMap(Self.strayed).map(\.place))
        #expect(strayed.contains(exception.function), "\(exception.function) needs no exception any more")
    }

    @Test func `every schema has its arrows`() {
        let unknown = Set(SourceTree.sql.compactMap(Self.schema)).subtracting(Self.arrows.map(\.schema))
        #expect(unknown.isEmpty, "say in SchemaArrowTests what these may name: \(unknown.sorted())")
    }

    private static func strayed(from arrow: Arrow) -> [Mention] {
        mentions.filter { mention in
            mention.schema == arrow.schema
                && !arrow.may.union([arrow.schema]).contains { mention.named.hasPrefix("\($0).") }
        }
    }

    private static let mentions = SourceTree.sql.flatMap(mentions)

    private static func mentions(in file: SourceTree.File) -> [Mention] {
        guard var schema = schema(of: file) else { return [] }
        var place = file.name
        // A comment or a quoted text refers to nothing.
        let code = file.text.replacing(/--[^\n]*|'[^']*'/, with: "")
        let names = /(CREATE (?:OR REPLACE )?(?:FUNCTION|VIEW) )?\b([a-z]+)\.\w+/
        return code.matches(of: names).compactMap { match in
            guard arrows.contains(where: { $0.schema == match.2 }) else { return nil }
            let named = String(match.0.dropFirst(match.1?.count ?? 0))
            if match.1 != nil { (schema, place) = (String(match.2), named) }
            return Mention(file: file, place: place, schema: schema, named: named)
        }
    }

    /// The schema of the file's folder, or of its migration: `migrations/0002_queue.sql`. Rights and invariants concern
    /// all schemas, so those files belong to none.
    private static func schema(of file: SourceTree.File) -> String? {
        let folder = file.path.split(separator: "/").dropLast().last.map(String.init)
        return switch folder {
        case "migrations": file.name.split(separator: "_").last.map(String.init)
        case "verbs", "roles": nil
        default: folder
        }
    }
}
