import Testing

@testable import Worker

/// As many messages are under way together as leave in a tenth of a second.
@Suite struct StrideTests {
    @Test func `it grows with a fast server, twofold at a time, up to the batch`() {
        let stride = Stride(lanes: 16, longest: 200)
        var lengths = [stride.length]
        for _ in 0..<5 {
            stride.learn(stride.length, took: .milliseconds(5))
            lengths.append(stride.length)
        }
        #expect(lengths == [16, 32, 64, 128, 200, 200])
    }

    @Test func `it shrinks at once when the server becomes slow, but leaves no lane idle`() {
        let stride = Stride(lanes: 4, longest: 200)
        for _ in 0..<6 { stride.learn(stride.length, took: .milliseconds(1)) }
        #expect(stride.length == 200)

        stride.learn(200, took: .seconds(1))
        #expect(stride.length == 20)
        stride.learn(20, took: .seconds(5))
        #expect(stride.length == 4)
    }

    @Test func `what does not fill the lanes teaches nothing`() {
        let stride = Stride(lanes: 4, longest: 200)
        for _ in 0..<6 { stride.learn(stride.length, took: .milliseconds(1)) }
        stride.learn(1, took: .milliseconds(90))
        #expect(stride.length == 200)
    }

    @Test func `a batch smaller than the lanes is the whole stride, and nothing handed over teaches nothing`() {
        let stride = Stride(lanes: 16, longest: 5)
        stride.learn(0, took: .zero)
        stride.learn(3, took: .zero)
        #expect(stride.length == 5)
    }
}
