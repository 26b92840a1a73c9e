/// A filled-in template that still knows which of its bytes came from values.
///
/// While the engine renders, each printed value stands between two marks: control characters (U+0002, U+0003) that no
/// text needs. A template that contains one is refused, and values lose theirs, so no value can pass as part of the
/// template.
struct FilledText: Hashable, Sendable {
    let bytes: [UInt8]
    /// The positions of the values, in order.
    private let values: [Range<Int>]

    /// - Parameter marked: the text that the engine rendered.
    init(marked: String) {
        var bytes: [UInt8] = []
        var values: [Range<Int>] = []
        var rest = Array(marked.utf8)[...]
        bytes.reserveCapacity(rest.count)
        while let open = rest.firstIndex(of: Self.open), let close = rest.firstIndex(of: Self.close) {
            bytes += rest[..<open]
            let value = rest[(open + 1)..<close]
            values.append(bytes.count..<(bytes.count + value.count))
            bytes += value
            rest = rest[(close + 1)...]
        }
        (self.bytes, self.values) = (bytes + rest, values)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first byte in a range that came from a value, or the end of the range if the template wrote all of it.
    func firstValue(in range: Range<Int>) -> Int {
        values.lazy.filter { $0.overlaps(range) }.first.map { max($0.lowerBound, range.lowerBound) } ?? range.upperBound
    }

    /// A value in the form that the engine must print.
    static func marked(_ value: String) -> String {
        String(decoding: [open] + value.utf8.filter { !isMark($0) } + [close], as: UTF8.self)
    }

    static func isMark(_ byte: UInt8) -> Bool { byte == open || byte == close }

    private static let open: UInt8 = 2
    private static let close: UInt8 = 3
}
