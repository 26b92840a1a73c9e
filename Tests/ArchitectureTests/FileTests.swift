import Testing

struct FileTests {
    @Test func `no file is longer than 400 lines`() throws {
        for file in SourceTree.program + SourceTree.tests + SourceTree.sql {
            #expect(file.lines.count <= 400, "\(file) has \(file.lines.count) lines: it is two files")
        }
    }

    @Test func `nothing is left to do, and nothing knows the machine it was written on`() throws {
        let marks = #/\b(TODO|FIXME|XXX|HACK)\b/#
        let places = #/"?/(root|work|home/\w+|Users/\w+|tmp/\w+)//#
        for file in SourceTree.program + SourceTree.sql + SourceTree.files(in: "Sources", ending: ".h") {
            let mark = file.text.firstMatch(of: marks).map { "\($0.0)" }
            let place = file.text.firstMatch(of: places).map { "\($0.0)" }
            #expect(mark == nil, "\(file) leaves something to do")
            #expect(place == nil, "\(file) names a path of one machine")
        }
    }

    @Test func `C is touched without proof only behind its two doors`() throws {
        for file in SourceTree.program where file.text.contains("@unchecked") {
            let lines = file.lines
            for (index, line) in lines.enumerated() where line.contains("@unchecked Sendable") {
                #expect(["Postgres", "Curl"].contains(file.room), "\(file):\(index + 1): @unchecked Sendable belongs to Postgres and Curl")
                let above = lines[max(0, index - 6)..<index].joined()
                #expect(above.contains("SAFETY:"), "\(file):\(index + 1) does not say why it is safe")
            }
        }
    }
}
