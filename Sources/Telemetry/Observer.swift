/// Passes each observation to its readers. Called like a function: `observe(.promoted(count: 3))`.
package struct Observer: Sendable {
    private let readers: [@Sendable (Observation) -> Void]

    /// Readers must be quick, because they run where the event happens.
    package init(_ readers: (@Sendable (Observation) -> Void)...) {
        self.readers = readers
    }

    /// An observer without readers.
    package static let silent = Observer()

    package func callAsFunction(_ observation: Observation) {
        for read in readers {
            read(observation)
        }
    }
}
