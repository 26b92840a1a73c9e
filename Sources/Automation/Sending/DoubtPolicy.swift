/// What to do with a message whose first hand-over is in doubt.
package enum DoubtPolicy: Sendable, Hashable {
    /// Hand it over once more, byte for byte the same, when this much time has passed since the intent.
    case resend(after: Duration)
    /// Never hand it over again: a person looks at `messaging.doubtful`.
    case park
}
