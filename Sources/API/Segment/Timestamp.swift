/// A moment as senders write it: ISO 8601 with `T` or a space, a fraction of any length, and a zone (none: UTC).
///
/// Kept as text, which PostgreSQL reads to the microsecond.
struct Timestamp: Hashable, Sendable {
    /// `2026-03-01T08:00:00.123456+01:00`
    let text: String

    init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        let pattern = /(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,12})?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?/
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            let hour = Int(match.4 ?? "0"), let minute = Int(match.5 ?? "0"), let second = Int(match.6 ?? "0"),
            (1900...9998).contains(year), (1...12).contains(month),
            (1...Self.days(in: month, of: year)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        guard let zone = Self.zone(match.8) else { return nil }
        let time = "\(match.4 ?? "00"):\(match.5 ?? "00"):\(match.6 ?? "00")\((match.7 ?? "").prefix(7))"
        self.text = "\(match.1)-\(match.2)-\(match.3)T\(time)\(zone)"
    }

    /// Offsets go from -12:00 to +14:00 in the world; a little more is read.
    private static func zone(_ text: Substring?) -> String? {
        guard let text, let sign = text.first, sign != "Z", sign != "z" else { return "Z" }
        let digits = text.filter(\.isNumber)
        guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours <= 15, minutes <= 59 else {
            return nil
        }
        return "\(sign)\(digits.prefix(2)):\(digits.suffix(2))"
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
