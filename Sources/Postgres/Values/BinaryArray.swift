/// PostgreSQL's binary form of a one-dimensional array (`array_recv`): a header, then each element with its length. All
/// numbers are big-endian and have 32 bits.
enum BinaryArray {
    static func bytes(of elements: [[UInt8]?], type: PostgresType) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + elements.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
        append(elements.isEmpty ? 0 : 1, to: &bytes)  // dimensions
        append(elements.contains { $0 == nil } ? 1 : 0, to: &bytes)  // whether there are nulls
        append(Int32(bitPattern: type.rawValue), to: &bytes)
        guard !elements.isEmpty else { return bytes }
        append(Int32(elements.count), to: &bytes)
        append(1, to: &bytes)  // the number of the first element
        for element in elements {
            append(element.map { Int32($0.count) } ?? -1, to: &bytes)
            bytes.append(contentsOf: element ?? [])
        }
        return bytes
    }

    private static func append(_ number: Int32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
