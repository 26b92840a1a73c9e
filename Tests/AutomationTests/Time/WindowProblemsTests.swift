import Automation
import Foundation
import Testing

struct WindowProblemsTests {
    @Test func `a sound window has no problems`() throws {
        #expect(try window("mon-fri 09:00-12:00; fri 22:00-02:00; except 2026-12-25; holidays FR").problems.isEmpty)
    }

    @Test func `an empty window is a problem`() {
        #expect(Window([]).problems == ["the window has no hours, so it would never open"])
    }

    @Test func `every empty range is named`() throws {
        let seven = try LocalTime(parsing: "07:00")
        let window = Window([
            .init([], from: seven), .init(.weekdays, from: seven, to: seven),
            .init(.everyDay, from: .endOfDay, to: seven),
            .init(.weekends),
        ])

        #expect(
            window.problems == [
                "07:00–24:00 has no days, so it would never open",
                "a range from 07:00 to 07:00 is empty; for the whole day write \"00:00\" to \"24:00\"",
                "\"24:00\" can only end a range; write from: \"00:00\"",
            ]
        )
    }

    @Test func `a window that is excluded for more than a year is a problem`() throws {
        let firstMonday = try LocalDate(parsing: "2026-06-01")
        var window = Window([.init(.monday)])
        window.excludedDates = Set((0..<60).map { firstMonday.adding(days: 7 * $0) })
        #expect(window.problems == ["the window would not open for 400 days from 2026-06-01"])

        window.excludedDates.remove(firstMonday.adding(days: 350))
        #expect(window.problems.isEmpty)
    }

    @Test(arguments: ["", "mon 10:00-10:00", "mon 02:00-02:00; except 2026-06-01"])
    func `a window that never opens still answers`(hours: String) throws {
        let now = try instant("2026-06-03T10:00Z")

        let verdict = try window(hours).verdict(at: now, contactZone: nil, workspaceZone: .gmt)

        #expect(verdict == .closed(until: now.addingTimeInterval(400 * 86_400)))
    }
}
