/// Hours outside which the law forbids commercial messages, whatever a workflow says.
package enum LegalHours {
    /// Hours for marketing SMS, by ISO 3166 country code; nil where Relance knows no rule.
    ///
    /// France: Monday to Saturday 08:00 to 20:00, never on public holidays.
    /// United States: 08:00 to 21:00 (47 CFR 64.1200).
    package static func sms(country: String) -> Window? {
        switch country {
        case "FR":
            let days = Weekdays.everyDay.subtracting(.sunday)
            return Window(
                [.init(days, from: hour(8), to: hour(20))],
                holidays: [.france],
                resume: .opening,
                scope: .sends
            )
        case "US":
            return Window([.init(.everyDay, from: hour(8), to: hour(21))], resume: .opening, scope: .sends)
        default:
            return nil
        }
    }

    private static func hour(_ hour: Int) -> LocalTime {
        guard let time = LocalTime(hour: hour) else { preconditionFailure("\(hour) is no hour") }
        return time
    }
}
