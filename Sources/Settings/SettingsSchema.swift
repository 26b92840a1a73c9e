import Foundation

/// JSON Schema (draft 7) of the settings file, made from ``Catalog``: exact about keys, loose about values.
package enum SettingsSchema {
    /// The file it is for, seen from the folder of the configuration.
    package static let file = "relance.yaml"

    package static func text() throws -> String {
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try JSONSerialization.data(withJSONObject: schema, options: options), as: UTF8.self)
    }

    private static var schema: [String: Any] {
        let groups = Catalog.groups.map { ($0.name, group($0)) }
        let settings = Catalog.groups.map { (dottedKeys(of: $0), ["$ref": "#/definitions/value"]) }
        return [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Relance: settings",
            "description": "A setting that is not here has its default. The environment overrides this file.",
            "type": ["object", "null"],
            "additionalProperties": false,
            "properties": Dictionary(uniqueKeysWithValues: groups),
            "patternProperties": Dictionary(uniqueKeysWithValues: settings),
            "definitions": ["value": value],
        ]
    }

    /// One value, or several in a list.
    private static let value: [String: any Sendable] = [
        "type": ["string", "number", "boolean", "null", "array"],
        "items": ["type": ["string", "number", "boolean", "null"]],
    ]

    private static func group(_ group: Catalog.Group) -> [String: Any] {
        [
            "description": group.meaning,
            "type": ["object", "null"],
            "additionalProperties": false,
            "properties": Dictionary(uniqueKeysWithValues: group.settings.map { ($0.name, property($0)) }),
        ]
    }

    private static func property(_ setting: Setting) -> [String: Any] {
        [
            "description": "\(setting.meaning) [\(setting.expectation)]",
            "default": setting.writtenDefault,
            "$ref": "#/definitions/value",
        ]
    }

    /// A setting may also be written outside its group: `smtp.port: 587`.
    private static func dottedKeys(of group: Catalog.Group) -> String {
        "^\(group.name)\\.(\(group.settings.map(\.name).joined(separator: "|")))$"
    }
}

extension Setting {
    /// Its key inside its group.
    fileprivate var name: String { String(key.trimmingPrefix { $0 != "." }.dropFirst()) }

    /// Its default, as it would be written in the file.
    fileprivate var writtenDefault: Any {
        let text = text(Settings())
        if expectation.hasPrefix("a list ") { return [String]() }
        return Int(text) ?? text
    }
}
