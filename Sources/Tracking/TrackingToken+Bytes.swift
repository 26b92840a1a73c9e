/// The payload of a token: one letter, then fixed-width big-endian numbers, then the topic if there is one.
///
/// Fixed widths leave exactly one encoding for each token, so a signature never covers two meanings.
extension TrackingToken {
    var bytes: [UInt8] {
        switch self {
        case .click(let delivery, let link):
            [UInt8(ascii: "c")] + Self.bigEndian(delivery) + Self.bigEndian(Int64(link))
        case .open(let delivery):
            [UInt8(ascii: "o")] + Self.bigEndian(delivery)
        case .unsubscribe(let contact, let topic):
            [UInt8(ascii: "u")] + Self.bigEndian(contact) + Self.checked(topic ?? "")
        case .confirm(let contact, let topic):
            [UInt8(ascii: "y")] + Self.bigEndian(contact) + Self.checked(topic)
        case .bounce(let delivery):
            [UInt8(ascii: "b")] + Self.bigEndian(delivery)
        }
    }

    init?(bytes: some Collection<UInt8>) {
        guard let letter = bytes.first, bytes.count >= 9 else { return nil }
        let number = Self.number(bytes.dropFirst().prefix(8))
        let rest = Array(bytes.dropFirst(9))
        switch (letter, rest.count) {
        case (UInt8(ascii: "c"), 8): self = .click(delivery: number, link: Int(Self.number(rest)))
        case (UInt8(ascii: "o"), 0): self = .open(delivery: number)
        case (UInt8(ascii: "b"), 0): self = .bounce(delivery: number)
        case (UInt8(ascii: "u"), 0): self = .unsubscribe(contact: number, topic: nil)
        case (UInt8(ascii: "u"), 1...Self.topicBytesMax):
            guard let topic = String(validating: rest, as: UTF8.self) else { return nil }
            self = .unsubscribe(contact: number, topic: topic)
        case (UInt8(ascii: "y"), 1...Self.topicBytesMax):
            guard let topic = String(validating: rest, as: UTF8.self) else { return nil }
            self = .confirm(contact: number, topic: topic)
        default: return nil
        }
    }

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private static func number(_ bytes: some Collection<UInt8>) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }

    private static func checked(_ topic: String) -> [UInt8] {
        precondition(topic.utf8.count <= topicBytesMax, "a topic has more than \(topicBytesMax) bytes")
        return Array(topic.utf8)
    }
}
