import Foundation
import Settings
import Testing

struct CatalogTests {
    private static let file = URL(filePath: #filePath).appending(path: "../../../config/relance.yaml").standardized

    @Test func `config/relance.yaml shows every setting with its default, and nothing else`() throws {
        let expected = SettingsFileText.text()
        if ProcessInfo.processInfo.environment["RELANCE_TEST_REWRITE"] != nil {
            try expected.write(to: Self.file, atomically: true, encoding: .utf8)
        }

        let written = try String(contentsOf: Self.file, encoding: .utf8)

        let lines = (written.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
        let difference = zip(lines.0, lines.1).first { $0 != $1 }
        #expect(difference == nil, "run this test with RELANCE_TEST_REWRITE=1 to write the file anew")
        #expect(lines.0.count == lines.1.count)
    }

    @Test func `config/relance.yaml is read without a mistake and changes nothing`() throws {
        #expect(try Settings.load(file: Self.file.path, environment: [:]) == Settings())
    }

    @Test func `every setting says what it means, and belongs to its group`() {
        for group in Catalog.groups {
            #expect(group.settings.allSatisfy { $0.key.hasPrefix(group.name + ".") && $0.meaning.hasSuffix(".") })
        }
    }

    @Test func `every property of the settings can be set`() {
        let properties = Mirror(reflecting: Settings()).children.map { Mirror(reflecting: $0.value).children.count }

        #expect(properties.reduce(0, +) == Catalog.settings.count)
    }
}
