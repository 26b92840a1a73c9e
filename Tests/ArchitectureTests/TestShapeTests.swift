import Testing

/// A test that never runs is worse than none.
struct TestShapeTests {
    @Test func `every sentence is a test`() throws {
        for file in SourceTree.tests {
            let lines = file.lines
            for (index, line) in lines.enumerated() where line.contains("func `") && line.contains(/^[^\/"]*func `/) {
                // Attributes stand between the blank line, or the brace, above and the function itself.
                let above = lines[..<index].reversed().prefix { !$0.allSatisfy(\.isWhitespace) && !$0.hasSuffix("}") && !$0.hasSuffix("{") }
                #expect(above.contains { $0.contains("@Test") } || line.contains("@Test"), "\(file):\(index + 1) has a sentence for a name and no @Test: it never runs")
            }
        }
    }

    @Test func `every test is a sentence`() throws {
        for file in SourceTree.tests {
            let old = file.text.firstMatch(of: #/\bfunc test[A-Z_(]|\bimport XCTest\b/#).map { "\($0.0)" }
            #expect(old == nil, "\(file): tests are written with Swift Testing, and a name such as testBasic says nothing")
        }
    }
}
