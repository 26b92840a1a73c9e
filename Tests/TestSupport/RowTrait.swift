package import Testing

/// The capabilities that a test proves, by their names in `Tests/rows.txt`: `@Test(.row("T7"))`.
///
/// `deploy/rows` counts them, to show which capabilities no test proves.
package struct RowTrait: TestTrait, SuiteTrait {
    package let names: [String]
    package var isRecursive: Bool { true }
}

extension Trait where Self == RowTrait {
    /// - Parameter names: rows such as `T7`; one test may prove several.
    package static func row(_ names: String...) -> Self { RowTrait(names: names) }
}
