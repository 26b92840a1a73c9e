/// PostgreSQL's `interval` as a `Duration`, exact to the microsecond.
enum Interval {
    /// Seconds and microseconds are two numbers, because one number of microseconds would overflow older servers.
    static func text(of duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return "\(seconds) seconds \(attoseconds / 1_000_000_000_000) microseconds"
    }

    /// Reads `intervalstyle = iso_8601`: `P1DT2H3M4.5S`, where a day has 24 hours.
    ///
    /// Years and months are refused because they have no fixed length. Add them in SQL, to a moment.
    static func duration(of text: [UInt8]) throws(Unreadable) -> Duration {
        var reader = Reader(text)
        guard reader.skip("P") else { throw Unreadable("it is not an interval in ISO 8601 form") }
        var total = Duration.zero
        var isTime = false
        while !reader.isAtEnd {
            if reader.skip("T") { isTime = true }
            let isNegative = reader.skip("-")
            guard let number = reader.digits(1...15), let millionths = reader.fraction(), let unit = reader.take()
            else {
                throw Unreadable("it is not an interval in ISO 8601 form")
            }
            let part = try length(ofUnit: unit, isTime: isTime) * number + .microseconds(millionths)
            total += isNegative ? .zero - part : part
        }
        return total
    }

    private static func length(ofUnit unit: UInt8, isTime: Bool) throws(Unreadable) -> Duration {
        switch (Character(Unicode.Scalar(unit)), isTime) {
        case ("D", false): .seconds(86_400)
        case ("H", true): .seconds(3600)
        case ("M", true): .seconds(60)
        case ("S", true): .seconds(1)
        default: throw Unreadable("years and months have no fixed length")
        }
    }
}
