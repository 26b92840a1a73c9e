import Testing

@testable import Coordinator

/// What a leader may spend of a rate.
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
        // Looks at odd moments, among them pauses of many seconds.
        var random = SplitMix(seed: 17)
        var now = 0
        for _ in 1...5000 {
            now += random.below(20) == 0 ? random.below(5000) : random.below(40)
            let available = allowance.available(at: Self.begin + .milliseconds(now))
            let count = random.below(available + 1)
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

/// A small random generator that gives the same numbers for the same seed.
private struct SplitMix {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}
