import Testing

@testable import Commands

struct ContactImportTests {
    @Test(arguments: [
        (1.9, 0.4, nil), (2, 0.4, "\r40 % read"), (9, 0.999, "\r99 % read"), (9, 1, "\rread; taking over the rows …\n"),
        (1, 1, nil),
    ])
    func `progress is shown to whoever has waited for two seconds`(seconds: Double, part: Double, text: String?) {
        let start = ContinuousClock.now
        #expect(ImportProgress(start: start).text(part, at: start + .seconds(seconds)) == text)
    }

    @Test func `nothing is said of rows when all were taken over`() {
        #expect(ContactImport.lines(about: [], in: nil).isEmpty)
    }
}
