import TestSupport
import Testing

@testable import Coordinator

/// The jobs that a rate allows the leader to release.
struct AllowanceTests {
    private static let begin = ContinuousClock.now

    @Test func `a fresh leader has nothing, and then what time brings`() {
        var allowance = Allowance(perSecond: 100, at: Self.begin)
        #expect(allowance.available(at: Self.begin) == 0)
        #expect(allowance.available(at: Self.begin + .milliseconds(50)) == 5)
        allowance.spend(5)
        #expect(allowance.available(at: Self.begin + .milliseconds(60)) == 1)
    }

    @Test func `in no second is more spent than the rate and a tenth of it`() {
        var allowance = Allowance(perSecond: 100, at: Self.begin)
        var spent: [(at: Int, count: Int)] = []
        // Looks at odd moments, with some pauses of many seconds.
        var random = SplitMix(17)
        var now = 0
        for _ in 1...5000 {
            now +=
                Int.random(in: 0..<20, using: &random) == 0
                ? Int.random(in: 0..<5000, using: &random) : Int.random(in: 0..<40, using: &random)
            let available = allowance.available(at: Self.begin + .milliseconds(now))
            let count = Int.random(in: 0...available, using: &random)
            allowance.spend(count)
            spent.append((now, count))
        }
        for (index, first) in spent.enumerated() {
            let second = spent[index...].prefix { $0.at < first.at + 1000 }.reduce(0) { $0 + $1.count }
            #expect(second <= 110, "from \(first.at) ms on")
        }
    }

    @Test func `a rate below one a second lets one through when its time has come`() {
        var allowance = Allowance(perSecond: 0.5, at: Self.begin)
        #expect(allowance.available(at: Self.begin + .milliseconds(1999)) == 0)
        #expect(allowance.available(at: Self.begin + .seconds(2)) == 1)
        #expect(allowance.available(at: Self.begin + .seconds(60)) == 1)
    }
}
