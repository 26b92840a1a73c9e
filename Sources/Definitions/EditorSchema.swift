import Foundation

/// JSON Schema (draft 7) of one kind of file, so that editors complete and check it while it is written.
///
/// It knows every key that the kind's reader knows, and no other, and is never stricter than the reader about values. Each
/// kind has a file in `Schemas/`; what several kinds have in common stands in `shared.schema.json`.
package enum EditorSchema: String, CaseIterable, Sendable {
    case workflow, email, segment, lists, topics, properties

    /// The files it is for, seen from the folder of the configuration.
    package var files: String {
        switch self {
        case .workflow, .email, .segment: "\(rawValue)s/*.yaml"
        case .lists, .topics, .properties: "\(rawValue).yaml"
        }
    }

    /// The whole schema, which refers to nothing outside itself.
    package func text() throws -> String {
        let shared = try Self.read("shared")["definitions"] as? [String: Any] ?? [:]
        let schema = Self.completed(try Self.read(rawValue), from: shared)
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try JSONSerialization.data(withJSONObject: schema, options: options), as: UTF8.self)
    }

    private static func read(_ name: String) throws -> [String: Any] {
        let file = Bundle.module.bundleURL.appending(path: "Schemas/\(name).schema.json")
        return try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
    }

    /// The schema with every shared definition that it refers to, or that those refer to.
    private static func completed(_ schema: [String: Any], from shared: [String: Any]) -> [String: Any] {
        var definitions = schema["definitions"] as? [String: Any] ?? [:]
        var wanted = references(in: schema)
        while let name = wanted.popLast() {
            guard definitions[name] == nil, let definition = shared[name] else { continue }
            definitions[name] = definition
            wanted += references(in: definition)
        }
        return schema.merging(["definitions": definitions]) { $1 }
    }

    /// The definitions that a part of a schema names.
    private static func references(in part: Any) -> [String] {
        switch part {
        case let members as [String: Any]: members.flatMap { references(in: $0.value) }
        case let elements as [Any]: elements.flatMap(references)
        case let text as String where text.hasPrefix("#/definitions/"): [String(text.dropFirst("#/definitions/".count))]
        default: []
        }
    }
}
