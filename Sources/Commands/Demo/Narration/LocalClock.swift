import Foundation

/// Writes moments as a wall clock in a zone shows them.
struct LocalClock {
    private let zone: TimeZone

    init(_ zone: TimeZone) { self.zone = zone }

    /// `New York` of `America/New_York`.
    var place: String {
        (zone.identifier.split(separator: "/").last.map(String.init) ?? zone.identifier).replacing("_", with: " ")
    }

    /// `Tue 24 Nov 07:00`
    func text(of moment: Date) -> String {
        moment.formatted(
            Date.VerbatimFormatStyle(
                format: """
                    \(weekday: .abbreviated) \(day: .twoDigits) \(month: .abbreviated) \
                    \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)
                    """,
                locale: Locale(identifier: "en_US_POSIX"),
                timeZone: zone,
                calendar: Calendar(identifier: .gregorian)
            )
        )
    }
}
