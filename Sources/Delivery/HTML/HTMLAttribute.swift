/// Finds one attribute of a tag.
enum HTMLAttribute {
    /// The bytes of the value, without its quotes; `nil` if the tag has no such attribute.
    ///
    /// - Parameter tag: from `<` to `>`.
    static func valueRange(of name: String, in bytes: [UInt8], tag: Range<Int>) -> Range<Int>? {
        var index = tag.lowerBound + 1
        skip(&index, in: bytes, to: tag.upperBound) { !isBlank($0) }
        while index < tag.upperBound {
            skip(&index, in: bytes, to: tag.upperBound) { isBlank($0) || $0 == UInt8(ascii: "/") }
            let nameStart = index
            skip(&index, in: bytes, to: tag.upperBound) { !isBlank($0) && !"=>/".utf8.contains($0) }
            guard index > nameStart else { return nil }
            let found = String(decoding: bytes[nameStart..<index], as: UTF8.self).lowercased()
            let value = value(at: &index, in: bytes, to: tag.upperBound)
            if found == name { return value }
        }
        return nil
    }

    private static func value(at index: inout Int, in bytes: [UInt8], to end: Int) -> Range<Int>? {
        skip(&index, in: bytes, to: end, while: isBlank)
        guard index < end, bytes[index] == UInt8(ascii: "=") else { return nil }
        index += 1
        skip(&index, in: bytes, to: end, while: isBlank)
        guard index < end else { return nil }
        let quote = bytes[index]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let start = index
            skip(&index, in: bytes, to: end) { !isBlank($0) && $0 != UInt8(ascii: ">") }
            return start..<index
        }
        index += 1
        let start = index
        skip(&index, in: bytes, to: end) { $0 != quote }
        defer { index = min(index + 1, end) }
        return start..<index
    }

    private static func skip(_ index: inout Int, in bytes: [UInt8], to end: Int, while belongs: (UInt8) -> Bool) {
        while index < end, belongs(bytes[index]) { index += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
