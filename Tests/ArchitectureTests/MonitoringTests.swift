import Testing

/// The metrics, and where they are documented.
struct MonitoringTests {
    @Test func `the guide names each metric, and no other`() throws {
        let tellers = ["Metrics/MetricChange.swift", "Processes/Status.swift", "verbs/queue/gauges.sql"]
        let told = (SourceTree.program + SourceTree.sql).filter { file in tellers.contains { file.path.hasSuffix($0) } }
        let guide = try #require(SourceTree.files(in: "deploy", ending: "README.md").first)
        let chapter = try #require(guide.text.firstRange(of: "### Monitoring"))
        let next = try #require(guide.text[chapter.upperBound...].firstRange(of: "\n### "))

        let names = Set(told.flatMap { $0.text.matches(of: /["'](relance_[a-z_]+)["']/).map(\.output.1) })

        #expect(names.count > 30)
        #expect(
            names == Set(guide.text[chapter.upperBound..<next.lowerBound].matches(of: /relance_[a-z_]+/).map(\.output))
        )
    }
}
