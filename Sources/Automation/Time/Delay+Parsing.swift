extension Delay {
    /// Reads an amount and a unit, in full or in a usual short form: `2 days`, `1 hour`, `90 min`, `24h`, `a week`.
    package init(parsing text: String) throws(UnreadableTime) {
        let (amountText, unitText) = Self.parts(of: text)
        guard let amount = Self.amounts[amountText] ?? Int(amountText), let unit = Self.units[unitText] else {
            throw Self.mistake(text, amount: amountText, unit: unitText)
        }
        guard let delay = Delay(amount, unit) else { throw Self.outOfLimits(text, amount: amount) }
        self = delay
    }

    private static let amounts = ["a": 1, "an": 1, "one": 1]

    private static let units: [String: Unit] = [
        "minute": .minutes, "minutes": .minutes, "min": .minutes, "mins": .minutes,
        "hour": .hours, "hours": .hours, "h": .hours, "hr": .hours, "hrs": .hours,
        "day": .days, "days": .days, "d": .days,
        "week": .weeks, "weeks": .weeks, "w": .weeks,
        "month": .months, "months": .months,
    ]

    /// The number (or article) before the unit, and the unit, in lower case.
    private static func parts(of text: String) -> (amount: String, unit: String) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        guard words.count == 1 else {
            return (words.first.map(String.init) ?? "", words.dropFirst().joined(separator: " "))
        }
        let amount = words[0].prefix { $0.isNumber || "+-.,".contains($0) }
        return (String(amount), String(words[0].dropFirst(amount.count)))
    }

    private static func mistake(_ text: String, amount: String, unit: String) -> UnreadableTime {
        let suggestion = suggestion(amount: amount, unit: unit)
        return UnreadableTime(text, isNot: "a duration", suggestion: suggestion, hint: "write it as \"2 days\"")
    }

    private static func outOfLimits(_ text: String, amount: Int) -> UnreadableTime {
        let hint = amount < 1 ? "it must be longer than zero" : "it must be at most 10 years"
        return UnreadableTime(text, isNot: "a duration", hint: hint)
    }

    private static func suggestion(amount: String, unit: String) -> String? {
        let word = Spelling.closest(to: unit, among: units.keys.filter { $0.count > 2 }.sorted())
        let known = units[unit] ?? word.flatMap { units[$0] }
        if let count = amounts[amount] ?? Int(amount) {
            if let known { return Delay(count, known)?.description }
            return ["year", "years", "y"].contains(unit) ? inMonths(years: count) : nil
        }
        guard let number = Double(amount.replacing(",", with: ".")), let known else { return nil }
        return inSmallerUnits(number, known)
    }

    private static func inMonths(years: Int) -> String? {
        let (months, overflow) = years.multipliedReportingOverflow(by: 12)
        return overflow ? nil : Delay(months, .months)?.description
    }

    /// `1.5 days` as `36 hours`; nil when no whole number is equal to it.
    private static func inSmallerUnits(_ number: Double, _ unit: Unit) -> String? {
        let (factor, smaller): (Double, Unit) =
            switch unit {
            case .hours: (60, .minutes)
            case .days: (24, .hours)
            case .weeks: (7, .days)
            case .minutes, .months: (1, unit)
            }
        return Int(exactly: number * factor).flatMap { Delay($0, smaller)?.description }
    }
}
