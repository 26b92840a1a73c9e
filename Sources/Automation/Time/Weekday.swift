/// A day of the week. Weeks begin on Monday.
package enum Weekday: String, Codable, CaseIterable, Hashable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The weekday of a day counted from 1970-01-01, which was a Thursday.
    package init(dayNumber: Int) {
        self = Self.allCases[(dayNumber + 3).flooredRemainder(by: 7)]
    }

    /// Reads the name in full or shortened to three letters or more, singular or plural: `mon`, `Thurs`, `sundays`.
    init?(named word: some StringProtocol) {
        let word = word.lowercased()
        let match = Self.allCases.first { "\($0.rawValue)s".hasPrefix(word) }
        guard word.count >= 3, let match else { return nil }
        self = match
    }

    /// Days since Monday.
    var index: Int {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }
}
