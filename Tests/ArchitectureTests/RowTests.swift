import Testing

/// A test claims to prove a capability of the product only if it is a row of `Tests/rows.txt`.
struct RowTests {
    /// A row that a test names, and its position.
    private struct Named: Hashable, CustomStringConvertible {
        let row: String
        let place: String
        var description: String { "\(row) \(place)" }
    }

    private static let rows = Set(
        SourceTree.files(in: "Tests", ending: "rows.txt").flatMap(\.lines).compactMap { line in
            line.prefixMatch(of: /[A-Z][0-9]+/).map { String($0.output) }
        }
    )

    /// The rows that a file names in its code. A trait must be on one line, because `deploy/rows` counts lines.
    private func named(in file: SourceTree.File) -> [Named] {
        guard file.mentions(".row(") else { return [] }
        let name = /"([^"]*)"/
        return file.code.filter { $0.text.contains(".row(") }.flatMap { number, _ in
            let traits = file.lines[number - 1].split(separator: ".row(", omittingEmptySubsequences: false).dropFirst()
            let names = traits.flatMap { $0.prefix { $0 != ")" }.matches(of: name).map { String($0.output.1) } }
            return (names.isEmpty ? [""] : names).map { Named(row: $0, place: "\(file):\(number)") }
        }
    }

    @Test func `every row that a test names is one of the product`() {
        #expect(Self.rows.count > 100)
        for one in SourceTree.tests.flatMap(named) where !Self.rows.contains(one.row) {
            Issue.record("\(one.place) names \"\(one.row)\", which is no row of Tests/rows.txt")
        }
    }

    @Test func `rows are found in code, each with its place`() {
        // Put together from parts, so that no search finds this test.
        let trait = ".row" + "("
        let text = """
            /// As in `@Test(\(trait)"C9"))`.
            @Test(\(trait)"T7", "Z1"), arguments: ["D1"])
            @Test(\(trait)
            """
        let found = named(in: SourceTree.File(path: "Tests/A.swift", text: text))
        #expect(found.map(\.description) == ["T7 Tests/A.swift:2", "Z1 Tests/A.swift:2", " Tests/A.swift:3"])
    }
}
