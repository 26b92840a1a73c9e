import Testing

/// A test that never runs is worse than none.
struct TestShapeTests {
    @Test func `every sentence is a test`() throws {
        for file in SourceTree.tests {
            let lines = file.lines
            for (index, line) in lines.enumerated() where line.contains("func `") && line.contains(/^[^\/"]*func `/) {
                // Attributes are between the blank line, or the brace, above and the function itself.
                let above = lines[..<index].reversed().prefix {
                    !$0.allSatisfy(\.isWhitespace) && !$0.hasSuffix("}") && !$0.hasSuffix("{")
                }
                #expect(
                    above.contains { $0.contains("@Test") } || line.contains("@Test"),
                    "\(file):\(index + 1) has a sentence for a name and no @Test: it never runs"
                )
            }
        }
    }

    @Test func `every test is a sentence`() throws {
        for file in SourceTree.tests {
            // Put together from parts, so that this file does not find itself.
            for old in ["func " + "test", "import " + "XCTest"] where file.mentions(old) {
                Issue.record("\(file): tests are written with Swift Testing, and a name such as testBasic says nothing")
            }
        }
    }
}
