extension Settings {
    /// How long data that grows with every contact and message is kept; nil: indefinitely.
    package struct Retention: Sendable, Equatable {
        package var events: Duration? = .days(760)
        package var history: Duration? = .days(760)
        package var messages: Duration? = .days(90)
        package var deliveries: Duration? = .days(760)
        package var messageIDs: Duration? = .days(30)
        package var refused: Duration? = .days(90)
        package var enrollments: Duration?
        package var stages: Duration?
    }
}

extension Duration {
    fileprivate static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
