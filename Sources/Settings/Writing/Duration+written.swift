extension Duration {
    /// The units a duration is written in, largest first, in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Reads `250 ms`, `3 s`, `1 minute` or `15 minutes`; nil for anything else.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /(\d{1,9}) ?(ms|s|seconds?|minutes?|hours?|days?)/) else { return nil }
        let word = match.output.2.hasPrefix("second") ? "s" : String(match.output.2)
        guard let unit = Self.units.first(where: { [$0.name, $0.name + "s"].contains(word) }) else { return nil }
        guard let amount = Int64(match.output.1) else { return nil }
        self = .milliseconds(amount * unit.milliseconds)
    }

    /// The shortest exact form: `90 s`, not `1.5 minutes`. Fractions of a millisecond are dropped.
    package var written: String {
        let total = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        let unit = Self.units.first { total != 0 && total.isMultiple(of: $0.milliseconds) } ?? ("s", 1000)
        let amount = total / unit.milliseconds
        return "\(amount) \(unit.name)" + (unit.name.count > 2 && amount != 1 ? "s" : "")
    }
}
