import Foundation
import Settings
import Testing

struct SchemaTests {
    private static let file = URL(filePath: #filePath)
        .appending(path: "../../../config/schemas/settings.schema.json").standardized

    @Test func `the schema of the settings knows every setting with its meaning, and no other`() throws {
        let text = Data(try SettingsSchema.text().utf8)

        let schema = try #require(JSONSerialization.jsonObject(with: text) as? [String: Any])
        let groups = try #require(schema["properties"] as? [String: [String: Any]])
        #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
        #expect(schema["title"] as? String == "Relance: settings")
        #expect(groups.keys.sorted() == Catalog.groups.map(\.name).sorted())
        for group in Catalog.groups {
            let settings = try #require(groups[group.name]?["properties"] as? [String: [String: Any]])
            #expect(settings.keys.map { "\(group.name).\($0)" }.sorted() == group.settings.map(\.key).sorted())
            #expect(settings.values.allSatisfy { $0["description"] is String && $0["default"] != nil })
        }
    }

    @Test func `config/schemas holds what relance schema prints of the settings`() throws {
        let expected = try SettingsSchema.text() + "\n"
        if ProcessInfo.processInfo.environment["RELANCE_TEST_REWRITE"] != nil {
            try expected.write(to: Self.file, atomically: true, encoding: .utf8)
        }

        let isCurrent = try String(contentsOf: Self.file, encoding: .utf8) == expected

        #expect(isCurrent, "run this test with RELANCE_TEST_REWRITE=1 to write the file anew")
    }
}
