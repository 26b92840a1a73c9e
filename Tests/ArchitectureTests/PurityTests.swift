import Testing

/// Automation decides and has no effects: the same arguments give the same answer.
struct PurityTests {
    private struct Impurity: Sendable, CustomTestStringConvertible {
        let pattern: String
        let because: String

        var testDescription: String { pattern }
    }

    private static let impurities = [
        Impurity(pattern: #"\basync\b|\bawait\b|\bTask\b|\bactor\b"#, because: "a decision waits for nothing"),
        Impurity(
            pattern: #"\bDate\(\)|\bDate\.now\b|\btimeIntervalSinceNow\b|Clock\(\)|\bClock\.now\b"#,
            because: "now is an argument: the database's clock"
        ),
        Impurity(pattern: #"\bUUID\(\)"#, because: "numbers are given by the database"),
        Impurity(pattern: #"\brandom|\bshuffled\(|RandomNumberGenerator"#, because: "luck is an argument"),
        Impurity(pattern: #"\bprint\(|\bdump\(|\bLogger\b"#, because: "rooms around it say what happened"),
        Impurity(
            pattern: #"\bFileManager\b|\bFileHandle\b|\bProcessInfo\b|\bBundle\b|\bURLSession\b|\bgetenv\b"#,
            because: "it reads no file, no environment and no network"
        ),
        Impurity(
            pattern: #"(TimeZone|Calendar|Locale)\.(current|autoupdatingCurrent)"#,
            because: "the machine's own zone and language decide nothing"
        ),
        Impurity(pattern: #"\bstatic var\b[^{]*$|nonisolated\(unsafe\)"#, because: "it remembers nothing"),
    ]

    @Test(arguments: impurities)
    private func `nothing in a decision depends on where and when it is made`(impurity: Impurity) throws {
        let pattern = try Regex(impurity.pattern)
        for file in SourceTree.automation {
            for (line, text) in file.code {
                #expect(text.firstMatch(of: pattern) == nil, "\(file):\(line): \(impurity.because)")
            }
        }
    }

    @Test func `whoever works or leads asks the database what time it is`() throws {
        let wallClock = try Regex(#"\bDate\(\)|\bDate\.now\b|\btimeIntervalSinceNow\b"#)
        let rooms: Set = ["Engine", "Worker", "Coordinator", "Store"]
        for file in SourceTree.program where rooms.contains(file.room) {
            for (line, text) in file.code {
                #expect(text.firstMatch(of: wallClock) == nil, "\(file):\(line): a machine's clock may be an hour off")
            }
        }
    }
}
