import Foundation
import Postgres
import Testing

struct ListenTests {
    @Test func `notifications arrive in order, with their channel and payload`() async throws {
        let channel = "Odd \"channel\" \(UUID().uuidString.prefix(8))"
        try await TestServer.withConnection { listener in
            let notifications = try await listener.listen(to: [channel, "another"])
            try await TestServer.withConnection { speaker in
                for word in ["one", "", "trois 🐘"] {
                    _ = try await speaker.query("SELECT pg_notify($1, $2)", [.text(channel), .text(word)])
                }
                let backend = await speaker.backend
                var heard: [Connection.Notification] = []
                for try await notification in notifications {
                    heard.append(notification)
                    if heard.count == 3 { break }
                }
                #expect(
                    heard
                        == ["one", "", "trois 🐘"].map {
                            Connection.Notification(channel: channel, payload: $0, sender: backend)
                        }
                )
            }
        }
    }

    @Test func `nothing within the limit is nil`() async throws {
        try await TestServer.withConnection { listener in
            _ = try await listener.listen(to: ["quiet_\(UUID().uuidString.prefix(8))"])
            #expect(try await listener.nextNotification(within: .milliseconds(20)) == nil)
            #expect(try await listener.nextNotification(within: .zero) == nil)
        }
    }

    @Test func `a listener learns that its connection is gone`() async throws {
        try await TestServer.withConnection { listener in
            let notifications = try await listener.listen(to: ["doomed"])
            let backend = await listener.backend
            async let error = failure { for try await _ in notifications {} }
            try await TestServer.withConnection {
                try await $0.execute("SELECT pg_terminate_backend(\(backend), 5000)")
            }
            #expect(await error?.kind == .connectionLost)
        }
    }

    @Test func `cancelling the task ends the sequence, and the connection is usable`() async throws {
        try await TestServer.withConnection { listener in
            let notifications = try await listener.listen(to: ["endless"])
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var count = 0
                    for try await _ in notifications { count += 1 }
                    return count
                }
                group.cancelAll()
                return try await group.next()!
            }
            #expect(count == 0)
            try await expectUsable(listener)
        }
    }

    @Test func `where listening would be lost without a word it is refused`() async throws {
        var configuration = try TestServer.configuration()
        configuration.throughPooler = true
        try await TestServer.withConnection(configuration) { connection in
            #expect(await failure { try await connection.listen(to: ["lost"]) }?.kind == .misuse)
        }
        try await TestServer.withConnection { connection in
            #expect(
                await failure { try await connection.transaction { _ = try await $0.listen(to: ["late"]) } }?.kind
                    == .misuse
            )
        }
    }
}
