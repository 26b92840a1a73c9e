import Automation
import Foundation
import Testing

struct WindowLayersTests {
    @Test(arguments: [
        ("2026-06-03T07:30+02:00", "2026-06-03T08:00+02:00"),
        ("2026-06-06T07:30+02:00", "2026-06-08T08:00+02:00"),
        ("2026-06-06T10:00+02:00", "2026-06-08T10:00+02:00"),
        // Whit Monday: the law forbids sends although the workflow's hours are open.
        ("2026-05-25T10:00+02:00", "2026-05-26T08:00+02:00"),
    ])
    func `the first moment on which all windows agree`(now: String, opens: String) throws {
        #expect(try workflowAndLaw().verdict(at: instant(now)) == .closed(until: instant(opens)))
    }

    @Test func `the first window to close closes them all`() throws {
        let verdict = try workflowAndLaw().verdict(at: instant("2026-06-03T09:00+02:00"))
        #expect(try verdict == .open(until: instant("2026-06-03T12:00+02:00")))
    }

    private func workflowAndLaw() throws -> WindowLayers {
        let paris = try Zones.named("Europe/Paris")
        var layers = WindowLayers()
        layers.add(try window("mon-fri 07:00-12:00"), in: paris)
        layers.add(try #require(LegalHours.sms(country: "FR")), in: paris)
        return layers
    }

    @Test func `in a country of several zones the hours common to all count`() throws {
        var layers = WindowLayers()
        let hours = try #require(LegalHours.sms(country: "US"))
        for zone in ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu"] {
            layers.add(hours, in: try Zones.named(zone))
        }

        #expect(
            layers.verdict(at: try instant("2026-06-03T09:00-04:00"))
                == .closed(until: try instant("2026-06-03T08:00-10:00"))
        )
        #expect(
            layers.verdict(at: try instant("2026-06-03T08:30-10:00"))
                == .open(until: try instant("2026-06-03T21:00-04:00"))
        )
    }

    @Test func `windows that never agree are closed for as long as one looks`() throws {
        var layers = WindowLayers()
        layers.add(try window("daily 07:00-12:00"), in: .gmt)
        layers.add(try window("daily 13:00-20:00"), in: .gmt)
        let now = try instant("2026-06-03T10:00Z")

        let opensAt = try #require(layers.verdict(at: now).opensAt)

        #expect(opensAt > now.addingTimeInterval(365 * 86_400))
    }

    @Test func `nothing forbids anything`() {
        #expect(WindowLayers().verdict(at: .distantPast) == .open(until: nil))
        #expect(LegalHours.sms(country: "XX") == nil)
    }
}
