import Foundation
import Testing

@testable import Commands

struct BenchFigureTests {
    @Test(arguments: [([3], 3), ([9, 1, 5], 5), ([4, 1, 2, 3], 2.5), ([], 0)] as [([Double], Double)])
    func `the median is the middle of the runs`(runs: [Double], median: Double) {
        #expect(Measure(name: "", unit: "", runs: runs).median == median)
    }

    @Test func `runs of one name are one measure, in the order of first mention`() {
        var measures: [Measure] = []

        for value in [1.0, 2, 3] {
            measures.note("in", value, "/s")
            measures.note("out", -value, "/s")
        }

        #expect(measures.map(\.name) == ["in", "out"])
        #expect(measures.map(\.median) == [2, -2])
        #expect(measures.last(of: "out") == -3)
    }

    @Test(arguments: [(1, 1), (50, 50), (99, 99), (99.5, 100), (100, 100)] as [(Double, Double)])
    func `a percentile is a wait that occurred`(percent: Double, milliseconds: Double) {
        let waits = Waits((1...100).shuffled().map { .milliseconds($0) })

        #expect(waits.percentile(percent) == milliseconds)
    }

    @Test(
        arguments: [
            ("1000000,10000000", [1_000_000, 10_000_000]), ("0", []), ("1,", nil), ("-1", nil), ("many", nil),
        ] as [(String, [Int]?)]
    )
    func `numbers of delayed jobs are a list, of which 0 is none`(text: String, counts: [Int]?) {
        #expect(Counts(argument: text)?.counts == counts)
    }

    @Test func `a job that starts before its commit was confirmed has not waited`() {
        #expect(Waits([.milliseconds(-3), .milliseconds(-1)]).percentile(50) == 0)
    }

    @Test func `a countdown ends when everything has happened, in whatever portions`() async {
        let countdown = Countdown(from: 10)

        countdown.count(4)
        countdown.count(6)

        await countdown.end()
    }
}
