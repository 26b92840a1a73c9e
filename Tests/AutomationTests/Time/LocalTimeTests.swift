import Automation
import Testing

struct LocalTimeTests {
    @Test(arguments: [("07:00", 420), ("7:00", 420), ("00:00", 0), ("23:59", 1_439), ("24:00", 1_440)])
    func `a time of day is hours and minutes`(text: String, minuteOfDay: Int) throws {
        #expect(try LocalTime(parsing: text).minuteOfDay == minuteOfDay)
    }

    @Test(arguments: [
        ("7", "07:00"), ("7h", "07:00"), ("7h30", "07:30"), ("7am", "07:00"), ("7 pm", "19:00"), ("12pm", "12:00"),
        ("7.30", "07:30"), ("0700", "07:00"), ("1730", "17:30"), ("07:5", "07:05"), ("-1:00", "01:00"),
        ("+7:00", "07:00"),
    ])
    func `other habits are refused with the right spelling`(text: String, suggestion: String) {
        let mistake = #expect(throws: UnreadableTime.self) { try LocalTime(parsing: text) }
        #expect(mistake?.suggestion == suggestion)
    }

    @Test(arguments: ["", "noon", "25:00", "24:01", "07:60", "07:00:00", ":", "99999999999999999999"])
    func `what is no time of day is refused`(text: String) {
        let mistake = #expect(throws: UnreadableTime.self) { try LocalTime(parsing: text) }
        #expect(mistake?.description == "\"\(text)\" is not a time of day; write it as \"07:00\"")
    }
}
