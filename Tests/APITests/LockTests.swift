import Foundation
import Postgres
import Testing

/// A request that waits for a lock holds up no other request.
struct LockTests {
    private func holding(_ statement: String, on server: TestServer, _ body: () async throws -> Void) async throws {
        let patient = server.pool.configuration.with(settings: ["idle_in_transaction_session_timeout": "0"])
        let session = try await Connection.open(patient)
        do {
            try await session.execute("BEGIN; \(statement)")
            try await body()
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }

    private func identify(_ user: String) -> String { #"{"userId": "\#(user)", "traits": {"city": "Oslo"}}"# }

    @Test func `requests about a contact that somebody holds are told to come back, and no other notices`()
        async throws
    {
        try await TestServer.run { server in
            for user in ["ada", "bob"] {
                #expect(try await server.post("/v1/identify", json: #"{"userId": "\#(user)"}"#).status == 200)
            }
            let ada = "(SELECT contact_id FROM crm.identities WHERE value = 'ada')"
            try await holding("UPDATE crm.contacts SET score = 5 WHERE id = \(ada)", on: server) {
                // As many requests as there are connections.
                let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                    for _ in 1...8 { group.addTask { try await server.post("/v1/identify", json: identify("ada")) } }
                    #expect(try await server.get("/readyz").status == 200)
                    #expect(try await server.post("/v1/identify", json: identify("bob")).status == 200)
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(replies.map(\.status) == Array(repeating: 503, count: 8))
                #expect(replies.allSatisfy { $0.headers["retry-after"] == "5" })
            }
            #expect(try await server.post("/v1/identify", json: identify("ada")).status == 200)
        }
    }

    @Test func `so are orders with a unique key that somebody is about to take`() async throws {
        try await TestServer.run { server in
            let payload = #"{"contact": 7, "email": "receipt"}"#
            let order = #"{"queue": "email", "kind": "send_email", "payload": \#(payload), "unique_key": "k"}"#
            let taking =
                "SELECT queue.enqueue('email', 'send_email', '\(payload)', run_at => now(), unique_key => 'k')"
            try await holding(taking, on: server) {
                // As many as there are connections.
                let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                    for _ in 1...8 { group.addTask { try await server.enqueue(order) } }
                    #expect(try await server.get("/readyz").status == 200)
                    #expect(try await server.enqueue(order.replacing(#""k""#, with: #""other""#)).status == 200)
                    #expect(try await server.post("/v1/identify", json: identify("bob")).status == 200)
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(replies.map(\.status) == Array(repeating: 503, count: 8))
                #expect(replies.allSatisfy { $0.headers["retry-after"] == "5" })
            }
            #expect(try await server.enqueue(order).status == 200)
        }
    }
}
