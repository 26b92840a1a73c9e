/// Keeps recently used values, and never more than a limit.
///
/// It has two generations of half the limit each. When the younger one is full, the older one is dropped and the
/// younger one takes its place. A value that is read moves to the younger generation. So a value is kept at least until
/// half the limit of other keys have been used, and nothing is sorted or counted.
package struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let generationMax: Int
    private var younger: [Key: Value] = [:]
    private var older: [Key: Value] = [:]

    /// - Parameter limit: the most values it holds, two or more.
    package init(limit: Int) {
        precondition(limit >= 2, "a cache has two generations")
        generationMax = limit / 2
    }

    package var count: Int { younger.count + older.count }

    package mutating func value(for key: Key) -> Value? {
        if let value = younger[key] { return value }
        guard let value = older[key] else { return nil }
        keep(value, for: key)
        return value
    }

    package mutating func keep(_ value: Value, for key: Key) {
        older[key] = nil
        if younger[key] == nil, younger.count == generationMax { (older, younger) = (younger, [:]) }
        younger[key] = value
    }
}
