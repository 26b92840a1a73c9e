/// Why a private cluster could not be created, started or stopped, and what helps.
package struct PrivateClusterFailure: Error, CustomStringConvertible {
    package let explanation: String

    init(_ explanation: String) {
        self.explanation = explanation
    }

    package var description: String { explanation }
}
