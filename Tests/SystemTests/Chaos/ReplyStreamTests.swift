import Testing

/// The harness must lose exactly the replies that it says it loses.
struct ReplyStreamTests {
    private static let idle = message("Z", Array("I".utf8))
    private static let open = message("Z", Array("T".utf8))

    private static func message(_ kind: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
        [UInt8(ascii: kind), 0, 0, 0, UInt8(body.count + 4)] + body
    }

    private static func done(_ tag: String) -> [UInt8] { message("C", Array(tag.utf8) + [0]) }

    /// A session after its startup.
    private func session() -> ReplyStream {
        var stream = ReplyStream()
        _ = stream.pass(Self.idle, isHunting: false) { _ in false }
        return stream
    }

    private static let answers: [(answer: [UInt8], kind: Prey?)] = [
        (done("COMMIT") + idle, .commit),
        (done("SELECT 3") + idle, .statement),
        (done("INSERT 0 1") + idle, .statement),
        (done("SELECT 0") + idle, nil),
        (done("BEGIN") + open, nil),
        (done("SELECT 3") + open, nil),
        (done("SET") + idle, nil),
    ]

    @Test(arguments: answers)
    func `an answer is prey when something was committed by it`(answer: [UInt8], kind: Prey?) {
        var stream = session()
        var offered: Prey?
        let passed = stream.pass(answer, isHunting: true) { prey in
            offered = prey
            return true
        }

        #expect(offered == kind)
        #expect(passed == (kind == nil ? answer : nil))
    }

    @Test func `what is not lost arrives whole, wherever it was cut`() {
        let answer = Self.message("D", [1, 2, 3]) + Self.done("SELECT 1") + Self.idle
        for cut in 1..<answer.count {
            for isHunting in [true, false] {
                var stream = session()
                let first = stream.pass(Array(answer[..<cut]), isHunting: isHunting) { _ in false }
                let second = stream.pass(Array(answer[cut...]), isHunting: isHunting) { _ in false }

                #expect((first ?? []) + (second ?? []) == answer)
            }
        }
    }

    @Test func `nothing is held back from who does not hunt, but an unfinished message`() {
        var stream = session()
        let row = Self.message("D", [1, 2, 3])
        let passed = stream.pass(row + [UInt8(ascii: "C")], isHunting: false) { _ in true }

        #expect(passed == row)
    }
}
