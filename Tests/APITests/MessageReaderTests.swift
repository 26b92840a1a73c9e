import Automation
import HTTPTypes
import Testing

@testable import API

struct MessageReaderTests {
    private func read(_ endpoint: Endpoint, _ text: String) throws -> [Message] {
        let body = Field(try JSONParser.parse(Array(text.utf8)))
        return try MessageReader(messagesMax: 3, messageBytesMax: 500).messages(of: body, sentTo: endpoint)
    }

    @Test func `an identify is taken apart into a person, what is told of it, and a company`() throws {
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
                "firstName": "Ann", "lastName": "", "locale": "fr_FR", "country": "fr", "state": "PACA",
                "city": "Marseille", "timezone": "Europe/Paris", "lifecycleStage": "MQL", "plan": "pro", "old": .null,
            ]
        )
        #expect(
            message?.traits.company == [
                "name": "Acme", "website": "https://www.Acme.fr/en", "employee_count": .number("250"), "size": "mid",
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

        #expect(message?.occurredAt == "2026-03-01T08:00:00+0100")
        #expect(message?.sentAt == "2026-03-01T10:00:00.123456+00:00")
    }

    @Test(arguments: [
        (Endpoint.track, #"{"userId": "u"}"#, "event: missing"),
        (.track, #"{"userId": "u", "event": ""}"#, "event: missing"),
        (.track, #"{"userId": ["u"], "event": "e"}"#, "userId: expected a text, found a list"),
        (.track, #"{"userId": "u", "event": "e", "properties": 3}"#, "properties: expected an object, found a number"),
        (.track, #"{"userId": "u", "event": "e", "timestamp": true}"#, "timestamp: expected a text, found a boolean"),
        (.identify, #"{"userId": "u", "traits": []}"#, "traits: expected an object, found a list"),
        (.identify, #"{"userId": "u", "traits": {"email": {}}}"#, "email: expected a text, found an object"),
        (.group, #"{"userId": "u"}"#, "groupId: missing"),
        (.alias, #"{"userId": "u"}"#, "previousId: missing"),
        (.alias, #"{"previousId": "u"}"#, "userId: missing"),
        (.batch, #"{"batch": [{"userId": "u"}]}"#, "type: not one of identify, track, page, screen, group, alias"),
        (.batch, #"{"batch": [{"type": "form"}]}"#, "type: not one of identify, track, page, screen, group, alias"),
        (.batch, #"{"batch": ["x"]}"#, "message: expected an object, found a text"),
        (
            .batch, #"{"batch": [{"type": "track", "event": "\#(String(repeating: "x", count: 500))"}]}"#,
            "message: larger than 500 bytes"
        ),
    ])
    func `what is left out of a message is noted in it`(endpoint: Endpoint, text: String, refusal: String) throws {
        let message = try #require(try read(endpoint, text).first)
        let refused = message.refused + message.traits.refused
        #expect(refused.map { "\($0.field): \($0.why)" } == [refusal])
    }

    @Test(arguments: [
        (Endpoint.batch, "{}", "batch: missing"), (.batch, "[]", "body: expected an object, found a list"),
        (.track, "3", "body: expected an object, found a number"),
    ])
    func `a problem names the field`(endpoint: Endpoint, text: String, detail: String) {
        #expect {
            try read(endpoint, text)
        } throws: { error in
            (error as? Problem)?.detail == detail && (error as? Problem)?.status == .badRequest
        }
    }

    @Test func `a batch and a message of its own have their limits`() {
        let long = #"{"userId": "u", "event": "\#(String(repeating: "x", count: 500))"}"#

        #expect(throws: Problem.tooLarge("batch: a batch may have 3 messages")) {
            try read(.batch, #"{"batch": [1, 2, 3, 4]}"#)
        }
        #expect(throws: Problem.tooLarge("body: a message may have 500 bytes")) { try read(.track, long) }
    }

    @Test func `one that cannot be used keeps its id, so that it is listed once`() throws {
        let message = try read(.batch, #"{"batch": [{"type": "wave", "messageId": "m", "userId": "u"}]}"#).first
        #expect((message?.messageID, message?.userID) == ("m", nil))
    }
}
