/// Gzip without compression (stored blocks, RFC 1951 §3.2.4), which is enough for a reader to inflate.
enum Gzip {
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(bytes.count)
        let block: [UInt8] = [1] + littleEndian(length) + littleEndian(~length) + bytes
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + block + littleEndian(checksum(bytes))
            + littleEndian(UInt32(bytes.count))
    }

    /// Two bytes of deflate for each 258 bytes of text: megabytes of blanks in a few kilobytes.
    static func bomb(megabytes: Int) -> [UInt8] {
        // Fixed Huffman: literal 0x20 once, then "258 bytes from distance 1" (code 285, distance code 0), bit by bit.
        var bits: [UInt8] = [1, 1, 0] + code(0x30 + 0x20, 8)
        for _ in 0..<(megabytes * 1_000_000 / 258) { bits += code(0xC5, 8) + code(0, 5) }
        bits += code(0, 7)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + packed(bits) + [0, 0, 0, 0, 0, 0, 0, 0]
    }

    private static func code(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(value >> (width - 1 - $0) & 1) }
    }

    private static func packed(_ bits: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].enumerated().reduce(0) { $0 | $1.element << $1.offset }
        }
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
    }
}
