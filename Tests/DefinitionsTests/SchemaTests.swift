import Definitions
import Foundation
import Testing

/// What the schemas accept and refuse is held against `relance check` by `deploy/schemas`.
struct SchemaTests {
    @Test(arguments: EditorSchema.allCases)
    func `a schema is JSON, has a title, and refers to nothing outside itself`(schema: EditorSchema) throws {
        let text = try schema.text()

        let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(document["definitions"] as? [String: Any])
        #expect(document["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
        #expect((document["title"] as? String)?.hasPrefix("Relance: ") == true)
        for reference in text.matches(of: /"\$ref" : "(#\/definitions\/)?([^"]*)"/) {
            #expect(reference.output.1 != nil && definitions[String(reference.output.2)] != nil)
        }
    }

    @Test(arguments: EditorSchema.allCases)
    func `config/schemas holds what relance schema prints`(schema: EditorSchema) throws {
        let file = Self.schemas.appending(path: "\(schema).schema.json")
        let expected = try schema.text() + "\n"
        if ProcessInfo.processInfo.environment["RELANCE_TEST_REWRITE"] != nil {
            try expected.write(to: file, atomically: true, encoding: .utf8)
        }

        let isCurrent = try String(contentsOf: file, encoding: .utf8) == expected

        #expect(isCurrent, "run this test with RELANCE_TEST_REWRITE=1 to write the file anew")
    }

    @Test(arguments: EditorSchema.allCases)
    func `each file that ships names its schema in its first line, where editors look`(schema: EditorSchema) throws {
        for file in try Self.shipped(schema) {
            let line = try #require(String(contentsOf: file, encoding: .utf8).split(separator: "\n").first)
            let path = try #require(line.wholeMatch(of: /# yaml-language-server: \$schema=(.+)/)?.output.1)

            let named = file.deletingLastPathComponent().appending(path: String(path)).standardized
            #expect(named == Self.schemas.appending(path: "\(schema).schema.json"), "\(file.lastPathComponent)")
        }
    }

    @Test func `Tests/Language, which says every word of the language, is read without a mistake`() throws {
        let folder = Fixtures.config.deletingLastPathComponent().appending(path: "Tests/Language")

        #expect(try Definitions.read(folder: folder).workflows.count >= 4)
    }

    private static let schemas = Fixtures.config.appending(path: "schemas")

    private static func shipped(_ schema: EditorSchema) throws -> [URL] {
        let file = Fixtures.config.appending(path: schema.files)
        guard file.lastPathComponent == "*.yaml" else { return [file] }
        let folder = file.deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).map { folder.appending(path: $0) }
    }
}
