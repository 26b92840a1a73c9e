import Testing

struct FileTests {
    /// A migration may be longer, because it describes a whole schema, and half of it is comments.
    @Test func `no file is longer than 400 lines`() throws {
        let replaced = SourceTree.sql.filter { !$0.path.contains("/SQL/migrations/") }
        for file in SourceTree.program + SourceTree.tests + replaced {
            #expect(file.lines.count <= 400, "\(file) has \(file.lines.count) lines: it is two files")
        }
    }

    @Test func `no line of SQL is longer than 120 columns`() {
        for file in SourceTree.sql {
            for (number, line) in file.lines.enumerated() where line.count > 120 {
                Issue.record("\(file):\(number + 1) has \(line.count) columns: one clause a line")
            }
        }
    }

    @Test func `nothing is left to do, and nothing knows the machine it was written on`() {
        let marks = ["TODO", "FIXME", "XXX", "HACK"]
        let places = ["/root/", "/home/", "/Users/", "/tmp/"]
        for file in SourceTree.program + SourceTree.sql + SourceTree.files(in: "Sources", ending: ".h") {
            for mark in marks { #expect(!file.mentions(mark), "\(file) leaves something to do: \(mark)") }
            for place in places { #expect(!file.mentions(place), "\(file) names a place of one machine: \(place)") }
        }
    }

    @Test func `what the compiler cannot prove stands behind one of the two doors to C, with its proof`() {
        for file in SourceTree.program
        where file.mentions("@unchecked Sendable") || file.mentions("nonisolated(unsafe)") {
            #expect(
                ["Postgres", "Curl"].contains(file.room),
                "\(file) takes something for granted that only Postgres and Curl may"
            )
            #expect(file.mentions("SAFETY:"), "\(file) does not say why it is safe")
        }
    }
}
