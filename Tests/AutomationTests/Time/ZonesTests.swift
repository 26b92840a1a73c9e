import Automation
import Foundation
import Testing

struct ZonesTests {
    @Test(arguments: [
        ("Europe/Pari", #""Europe/Pari" is not a time zone; did you mean "Europe/Paris"?"#),
        ("europe/paris", #""europe/paris" is not a time zone; did you mean "Europe/Paris"?"#),
        ("New York", #""New York" is not a time zone; did you mean "America/New_York"?"#),
        ("Tokyo", #""Tokyo" is not a time zone; did you mean "Asia/Tokyo"?"#),
        ("GMT+3", #""GMT+3" is not a time zone; write its IANA name, as in "Europe/Paris""#),
        ("+02:00", #""+02:00" is not a time zone; write its IANA name, as in "Europe/Paris""#),
        ("", #""" is not a time zone; write its IANA name, as in "Europe/Paris""#),
    ])
    func `an unknown zone is refused with advice`(name: String, message: String) {
        let mistake = #expect(throws: UnreadableTime.self) { try Zones.named(name) }
        #expect(mistake?.description == message)
    }

    @Test func `a batch asks for each zone once and follows the workspace when there is none`() {
        var zones = Zones()
        #expect(zones.zone("Asia/Tokyo")?.identifier == "Asia/Tokyo")
        #expect(zones.zone("Asia/Tokyo")?.identifier == "Asia/Tokyo")
        #expect(zones.zone("Mars/Olympus") == nil)
        #expect(zones.zone("Mars/Olympus") == nil)
        #expect(zones.zone(nil) == nil)
    }

    @Test(arguments: [
        ("contact", "Asia/Tokyo", "Asia/Tokyo"), ("contact", nil, "Europe/Paris"),
        ("workspace", "Asia/Tokyo", "Europe/Paris"), ("America/New_York", "Asia/Tokyo", "America/New_York"),
    ])
    func `the zone rule says whose clock counts`(rule: String, contact: String?, zone: String) throws {
        let contactZone = try contact.map { try Zones.named($0) }
        let workspaceZone = try Zones.named("Europe/Paris")

        let chosen = try ZoneRule(parsing: rule).zone(contact: contactZone, workspace: workspaceZone)

        #expect(chosen.identifier == zone)
    }

    @Test func `a misspelt zone rule is recognised`() {
        let mistake = #expect(throws: UnreadableTime.self) { try ZoneRule(parsing: "contct") }
        #expect(mistake?.suggestion == "contact")
    }
}
