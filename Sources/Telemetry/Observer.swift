/// Passes each observation to its readers. Called like a function: `observe(.claimed(count: 3))`.
package struct Observer: Sendable {
    private let readers: [@Sendable (Observation) -> Void]

    /// Readers must be quick: they run where the thing happens.
    package init(_ readers: (@Sendable (Observation) -> Void)...) {
        self.readers = readers
    }

    /// Nobody listens.
    package static let silent = Observer()

    package func callAsFunction(_ observation: Observation) {
        for read in readers {
            read(observation)
        }
    }
}
