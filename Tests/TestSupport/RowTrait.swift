package import Testing

/// The capabilities of the product that a test proves, by the names they have in `Tests/rows.txt`: `@Test(.row("T7"))`.
///
/// `deploy/rows` counts them, so that it can be seen which capabilities no test holds.
package struct RowTrait: TestTrait, SuiteTrait {
    package let names: [String]
    package var isRecursive: Bool { true }
}

extension Trait where Self == RowTrait {
    /// - Parameter names: rows such as `T7`; one test may prove several.
    package static func row(_ names: String...) -> Self { RowTrait(names: names) }
}
