import Foundation
import Postgres
import Testing

@testable import API

struct JobsTests {
    private static let mail =
        #"{"queue": "email", "kind": "send_email", "payload": {"contact": 7, "email": "receipt"}}"#

    @Test func `one job is enqueued and answered with its number, a batch with a list of them`() async throws {
        try await TestServer.run { server in
            let one = try await server.enqueue(Self.mail)
            let two = try await server.enqueue(#"{"jobs": [\#(Self.mail), \#(Self.mail)]}"#)

            #expect((one.status, one.text) == (200, #"{"existing":false,"id":1}"#))
            #expect(two.text == #"{"jobs":[{"existing":false,"id":2},{"existing":false,"id":3}]}"#)
            #expect(try await server.value("SELECT count(*) FROM queue.gated") == "3")
        }
    }

    @Test func `a contact may be named by user id or address`() async throws {
        try await TestServer.run { server in
            _ = try await server.post(
                "/v1/identify",
                json: #"{"userId": "u-1", "traits": {"email": "Ada@example.org"}}"#
            )
            func job(_ contact: String) -> String {
                #"{"queue": "email", "kind": "send_email", "contact": \#(contact), "payload": {"email": "receipt"}}"#
            }
            #expect(try await server.enqueue(job(#"{"user_id": "u-1"}"#)).status == 200)
            #expect(try await server.enqueue(job(#"{"email": "ada@example.org"}"#)).status == 200)
            let unknown = try await server.enqueue(
                #"{"jobs": [\#(job(#"{"user_id": "u-1"}"#)), \#(job(#"{"user_id": "x"}"#))]}"#
            )
            let both = try await server.enqueue(job(#"{"user_id": "u-1", "email": "ada@example.org"}"#))

            #expect((unknown.status, unknown.member("detail")) == (400, "jobs[1].contact: nobody is known by it"))
            #expect((both.status, both.member("detail")) == (400, "contact: expected a user_id, or an email"))
            #expect(
                try await server.value("SELECT string_agg(DISTINCT payload::text, ';') FROM queue.gated")
                    == #"{"email": "receipt", "contact": 1}"#
            )
        }
    }

    @Test func `a job that is not acceptable is refused with its field, and none is enqueued`() async throws {
        try await TestServer.run { server in
            let reply = try await server.enqueue(
                #"{"jobs": [\#(Self.mail), {"queue": "email", "kind": "send_email", "payload": {"contact": "7"}}]}"#
            )
            #expect((reply.status, reply.member("detail")) == (400, "jobs[1]: payload.email is missing"))
            let alone = try await server.enqueue(
                #"{"queue": "email", "kind": "send_email", "payload": {"contact": 7}}"#
            )
            #expect((alone.status, alone.member("detail")) == (400, "payload.email is missing"))
            #expect(try await server.value("SELECT count(*) FROM queue.jobs") == "0")
        }
    }

    @Test(arguments: ["Basic dGVzdC13cml0ZS1rZXk6", "Bearer wrong", "Bearer test-write-key"])
    func `who has no job key enqueues nothing`(authorization: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.post("/v1/jobs", json: Self.mail, headers: ["Authorization": authorization])
            #expect(reply.status == 401)
            #expect(try await server.value("SELECT count(*) FROM queue.jobs") == "0")
        }
    }

    @Test func `the same key and body get the same answer, and another body is refused`() async throws {
        try await TestServer.run { server in
            let first = try await server.enqueue(Self.mail, key: #""order-17""#)
            let again = try await server.enqueue(Self.mail, key: "order-17")
            let other = try await server.enqueue(Self.mail.replacing("receipt", with: "thanks"), key: "order-17")
            let fresh = try await server.enqueue(Self.mail, key: "order-18")
            let endless = try await server.enqueue(Self.mail, key: String(repeating: "x", count: 256))

            #expect(first.status == 200 && first.text == again.text)
            #expect((other.status, other.member("type")) == (422, "urn:relance:problem:idempotency-key-reused"))
            #expect(fresh.status == 200 && fresh.text != first.text)
            #expect(endless.status == 400)
            #expect(try await server.value("SELECT count(*) FROM queue.jobs") == "2")
        }
    }

    @Test func `a repetition gets its answer also when its contact is another one by then, or gone`() async throws {
        try await TestServer.run { server in
            _ = try await server.post("/v1/identify", json: #"{"userId": "u-1", "traits": {"email": "a@example.org"}}"#)
            let job =
                #"{"queue": "email", "kind": "send_email", "contact": {"user_id": "u-1"}, "payload": {"email": "receipt"}}"#
            let first = try await server.enqueue(job, key: "order-21")
            for change in ["UPDATE crm.identities SET contact_id = 4711", "DELETE FROM crm.identities"] {
                try await server.pool.execute(
                    "SET session_replication_role = replica; \(change); RESET session_replication_role"
                )
                let again = try await server.enqueue(job, key: "order-21")

                #expect((again.status, again.text) == (200, first.text))
            }
            #expect(try await server.value("SELECT count(*) FROM queue.jobs") == "1")
        }
    }

    @Test func `a request whose twin is under way is told so, and succeeds when that was given up`() async throws {
        try await TestServer.run { server in
            try await server.pool.withConnection { twin in
                try await twin.execute("BEGIN")
                let jobs = "[\(Self.mail)]"
                _ = try await twin.query(
                    "SELECT * FROM queue.enqueue_once($1, 'order-19', $2)",
                    [.text(TestServer.jobKey), .json(jobs)]
                )
                let meanwhile = try await server.enqueue(Self.mail, key: "order-19")
                try await twin.execute("ROLLBACK")
                let afterwards = try await server.enqueue(Self.mail, key: "order-19")

                #expect(
                    (meanwhile.status, meanwhile.member("type")) == (409, "urn:relance:problem:request-in-progress")
                )
                #expect(afterwards.status == 200)
            }
            #expect(try await server.value("SELECT count(*) FROM queue.jobs") == "1")
        }
    }

    @Test func `a refused request leaves its key free for the corrected one`() async throws {
        try await TestServer.run { server in
            let wrong = try await server.enqueue(#"{"queue": "email", "kind": "send_mail"}"#, key: "order-20")
            let right = try await server.enqueue(Self.mail, key: "order-20")
            #expect((wrong.status, right.status) == (400, 200))
        }
    }
}
