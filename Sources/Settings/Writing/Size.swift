/// Bytes as people write them. Units are powers of 1024, as in PostgreSQL's own settings.
enum Size {
    private static let units: [(name: String, bytes: Int)] = [("MB", 1024 * 1024), ("KB", 1024), ("bytes", 1)]

    /// Reads `500 KB`; nil for anything else.
    static func bytes(_ text: String) -> Int? {
        guard let match = text.wholeMatch(of: /(\d{1,9}) ?(MB|KB|bytes)/) else { return nil }
        guard let unit = units.first(where: { $0.name == match.output.2 }) else { return nil }
        return Int(match.output.1).map { $0 * unit.bytes }
    }

    static func written(_ bytes: Int) -> String {
        let unit = units.first { bytes.isMultiple(of: $0.bytes) } ?? ("bytes", 1)
        return "\(bytes / unit.bytes) \(unit.name)"
    }
}
