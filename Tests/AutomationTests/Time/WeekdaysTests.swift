import Automation
import Testing

struct WeekdaysTests {
    private static let spellings: [(String, Weekdays)] = [
        ("weekdays", .weekdays), ("weekends", .weekends), ("every day", .everyDay), ("daily", .everyDay),
        ("Monday", .monday), ("thurs", .thursday), ("sundays", .sunday),
        ("mon, wed", [.monday, .wednesday]), ("sat and sun", .weekends), ("mon tue", [.monday, .tuesday]),
        ("mon-fri", .weekdays), ("monday to friday", .weekdays), ("mon – fri", .weekdays),
        ("fri-mon", [.friday, .saturday, .sunday, .monday]), ("sun-sun", .sunday),
        ("weekdays, sat", .everyDay.subtracting(.sunday)),
    ]

    @Test(arguments: spellings)
    func `days are named as people name them`(text: String, days: Weekdays) throws {
        #expect(try Weekdays(parsing: text) == days)
    }

    @Test(arguments: [
        ("mon, teusday", #""teusday" is not a day of the week; did you mean "tuesday"?"#),
        ("weekdys", #""weekdys" is not a day of the week; did you mean "weekdays"?"#),
        ("everday", #""everday" is not a day of the week; did you mean "every day"?"#),
        (
            "mo-fr",
            ##""mo-fr" is not a day of the week; write "weekdays", "weekends", "every day" or names such as "mon, wed""##
        ),
        ("", #""" is not a set of days; write "weekdays", "weekends", "every day" or names such as "mon, wed""#),
    ])
    func `an unknown day is refused with advice`(text: String, message: String) {
        let mistake = #expect(throws: UnreadableTime.self) { try Weekdays(parsing: text) }
        #expect(mistake?.description == message)
    }

    @Test(arguments: 1...127)
    func `any set of days writes what it reads`(rawValue: Int) throws {
        let days = Weekdays(rawValue: UInt8(rawValue))
        #expect(try Weekdays(parsing: days.description) == days)
    }
}
