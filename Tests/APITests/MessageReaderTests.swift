import Automation
import HTTPTypes
import Testing

@testable import API

struct MessageReaderTests {
    private func read(_ endpoint: Endpoint, _ text: String) throws -> [Message] {
        let body = Field(try JSONParser.parse(Array(text.utf8)))
        return try MessageReader(messagesMax: 3, messageBytesMax: 500).messages(of: body, sentTo: endpoint)
    }

    @Test func `an identify becomes columns, properties and a company`() throws {
        let message = try read(
            .identify,
            #"""
            {"userId": 97, "messageId": "m1", "traits": {"email": " a@b.fr ", "firstName": "Ann", "locale": "fr_FR",
              "address": {"country": "fr", "state": "PACA", "city": "Marseille"}, "timezone": "Europe/Paris", "plan": "pro",
              "lifecycleStage": "MQL", "old": null, "lastName": "",
              "company": {"name": "Acme", "website": "https://www.Acme.fr/en", "employee_count": 250, "size": "mid"}}}
            """#
        ).first

        #expect(message?.userID == "97")
        #expect(message?.traits.email == "a@b.fr")
        #expect(
            message?.traits.values == [
                "first_name": .text("Ann"), "last_name": .null, "language": .text("fr-FR"), "country": .text("FR"),
                "region": .text("PACA"), "city": .text("Marseille"), "time_zone": .text("Europe/Paris"),
                "lifecycle_stage": .text("mql"), "plan": .text("pro"), "old": .null,
            ]
        )
        #expect(
            message?.traits.company == [
                "name": .text("Acme"), "domain": .text("acme.fr"), "employees": .number("250"),
                "properties": .object(["size": .text("mid")]),
            ]
        )
    }

    @Test func `a page view has a name, a category and a path, even if only the URL was sent`() throws {
        let message = try read(
            .page,
            #"{"anonymousId": "a", "name": "Pricing", "category": "site", "properties": {"url": "https://x.fr/pricing?a=1"}}"#
        ).first

        #expect(message?.event?.name == "page_viewed")
        #expect(
            message?.event?.properties == [
                "name": .text("Pricing"), "category": .text("site"), "path": .text("/pricing"),
                "url": .text("https://x.fr/pricing?a=1"),
            ]
        )
    }

    @Test func `a group names the company of its member`() throws {
        let message = try read(.group, #"{"userId": "u", "groupId": "g", "traits": {"name": "Acme", "employees": 7}}"#)
            .first

        #expect(message?.traits.company?["external_id"] == .text("g"))
        #expect(message?.traits.company?["employees"] == .number("7"))
    }

    @Test func `the original timestamp counts, and the batch says when it was sent`() throws {
        let message = try read(
            .batch,
            #"""
            {"sentAt": "2026-03-01T10:00:00.123456+00:00", "batch": [{"type": "track", "event": "e", "userId": "u",
              "timestamp": "2026-03-01T09:00:00Z", "originalTimestamp": "2026-03-01T08:00:00+0100"}]}
            """#
        ).first

        #expect(message?.occurredAt?.text == "2026-03-01T08:00:00+01:00")
        #expect(
            message?.sentAt?.text == "2026-03-01T10:00:00.123456Z"
                || message?.sentAt?.text == "2026-03-01T10:00:00.123456+00:00"
        )
    }

    @Test(arguments: [
        (Endpoint.track, #"{"userId": "u"}"#, "event: missing"),
        (.track, #"{"userId": "u", "event": ""}"#, "event: missing"),
        (.track, #"{"event": "e"}"#, "userId: missing, and so is anonymousId"),
        (.track, #"{"userId": ["u"], "event": "e"}"#, "userId: expected a text, found a list"),
        (.track, #"{"userId": "u", "event": "e", "properties": 3}"#, "properties: expected an object, found a number"),
        (
            .track, #"{"userId": "u", "event": "e", "timestamp": "yesterday"}"#,
            "timestamp: not an ISO 8601 date and time"
        ),
        (.identify, #"{"userId": "u", "traits": {"email": "a b@c"}}"#, "traits.email: not an e-mail address"),
        (
            .identify, #"{"userId": "u", "traits": {"lifecycle_stage": "boss"}}"#,
            "traits.lifecycle_stage: not one of subscriber, lead, mql, sql, opportunity, customer, evangelist, other"
        ),
        (.identify, #"{"userId": "u", "traits": {"score": 1.5}}"#, "traits.score: not a whole number"),
        (
            .identify, #"{"userId": "u", "traits": {"timezone": "Mars/Crater"}}"#,
            "traits.timezone: not an IANA time zone"
        ),
        (.group, #"{"userId": "u"}"#, "groupId: missing"),
        (.alias, #"{"userId": "u"}"#, "previousId: missing"),
        (
            .batch, #"{"batch": [{"type": "track", "userId": "u", "event": "e"}, {"type": "track", "userId": "u"}]}"#,
            "batch[1].event: missing"
        ),
        (.batch, #"{"batch": [{"userId": "u"}]}"#, "batch[0].type: missing"),
        (
            .batch, #"{"batch": [{"type": "form"}]}"#,
            "batch[0].type: not one of identify, track, page, screen, group, alias"
        ),
        (.batch, #"{"batch": ["x"]}"#, "batch[0]: expected an object, found a text"),
        (.batch, #"{}"#, "batch: missing"),
        (.batch, "[]", "body: expected an object, found a list"),
    ])
    func `a problem names the field`(endpoint: Endpoint, text: String, detail: String) {
        #expect {
            try read(endpoint, text)
        } throws: { error in
            (error as? Problem)?.detail == detail && (error as? Problem)?.status == .badRequest
        }
    }

    @Test func `a batch and its messages have their limits`() {
        let four = #"{"batch": [1, 2, 3, 4]}"#
        let long =
            #"{"batch": [{"type": "track", "userId": "u", "event": "e", "properties": {"x": "\#(String(repeating: "x", count: 500))"}}]}"#

        #expect(throws: Problem.tooLarge("batch: a batch may have 3 messages")) { try read(.batch, four) }
        #expect(throws: Problem.tooLarge("batch[0]: a message may have 500 bytes")) { try read(.batch, long) }
    }
}
