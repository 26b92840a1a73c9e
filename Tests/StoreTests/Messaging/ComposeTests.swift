import Automation
import Foundation
import Postgres
import Store
import Testing

struct ComposeTests {
    @Test func `a send finds its contact with all properties, the company, the owner and the cause`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends()
            try await scene.pool.execute(
                """
                INSERT INTO crm.companies (name, properties) VALUES ('Acme', '{"tier": "gold"}');
                INSERT INTO crm.owners (name, email) VALUES ('Olga', 'olga@example.org');
                UPDATE crm.contacts SET company_id = 1, owner_id = 1, properties = '{"plan": "pro"}', email = 'a@b.fr'
                """
            )
            let material = try #require(try await scene.pool.first(ComposeSends(jobs.map(\.id))))
            let has = try await scene.texts(
                "$1::jsonb ->> 'plan' || ($2::jsonb ->> 'tier') || ($3::jsonb ->> 'name') || ($1::jsonb ? 'properties')::text FROM generate_series(1, 1)",
                [.json(material.contact), .json(material.company), .json(material.owner)]
            )

            #expect(has == ["progoldOlgafalse"])
            #expect((material.address, material.email) == ("a@b.fr", EmailVersion("hello", 1)))
            #expect(material.event == nil)
        }
    }

    @Test func `what a sender brought is never laid over what is known of a contact and its company`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends()
            // Every door keeps such names apart; plain SQL does not.
            let brought =
                #"{"id": 99, "email": "eve@example.org", "created_at": "never", "first_name": "Eve", "plan": "pro"}"#
            try await scene.pool.execute(
                """
                INSERT INTO crm.companies (name, properties) VALUES ('Acme', '{"id": 99, "name": "Other"}');
                UPDATE crm.contacts SET company_id = 1, first_name = 'Ada', email = 'a@b.fr', properties = '\(brought)'
                """
            )
            let material = try #require(try await scene.pool.first(ComposeSends(jobs.map(\.id))))
            let seen = try await scene.texts(
                """
                concat_ws(' ', $1::jsonb -> 'id', $1::jsonb ->> 'email', $1::jsonb ->> 'first_name', $1::jsonb ->> 'plan',
                    $2::jsonb -> 'id', $2::jsonb ->> 'name') FROM generate_series(1, 1)
                """,
                [.json(material.contact), .json(material.company)]
            )

            #expect(seen == ["1 a@b.fr Ada pro 1 Acme"])
            #expect(!material.contact.contains("never"))
        }
    }

    @Test func `every draft has a delivery number of its own, and the current version`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends(of: 3)
            try await scene.apply(subject: "A better one")
            let first = try await scene.pool.run(ComposeSends(jobs.map(\.id)))
            let second = try await scene.pool.run(ComposeSends(jobs.map(\.id)))

            #expect(Set((first + second).map(\.delivery)).count == 6)
            #expect(Set(first.map(\.email?.version)) == [2])
            #expect(try await scene.pool.one(ReadEmail(try #require(first[0].email))).subject == "A better one")
        }
    }

    @Test func `a contact that is gone composes nothing, and an e-mail that is gone has no version`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends(of: 2).map(\.id)
            try await scene.pool.execute("DELETE FROM crm.contacts WHERE id = 1")
            #expect(try await scene.pool.run(ComposeSends(jobs)).map(\.job) == [jobs[1]])

            try await scene.pool.execute("UPDATE messaging.emails SET current = false")
            #expect(try await scene.pool.run(ComposeSends(jobs)).map(\.email) == [nil])
        }
    }

    @Test func `a link has one number, however often and by whomever it is asked for`() async throws {
        try await Scene.lend { scene in
            let urls = ["https://a.example/?q='\\", "https://b.example/", Self.longURL + "1", Self.longURL + "2"]
            let asked = try await withThrowingTaskGroup(of: [String: Int64].self) { group in
                for round in 0..<8 {
                    let wanted = (round.isMultiple(of: 2) ? urls : urls.reversed()) + [urls[0]]
                    group.addTask {
                        Dictionary(
                            try await scene.pool.run(LinkNumbers(of: wanted.map { TrackedLink($0) })).map {
                                ($0.link.url, $0.id)
                            },
                            uniquingKeysWith: { $1 }
                        )
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(Set(asked).count == 1)
            #expect(asked[0].count == 4)
            #expect(Set(asked[0].values).count == 4)
        }
    }

    /// Longer than a btree entry, even if it is compressed.
    private static let longURL =
        "https://c.example/?" + (0..<600).map { String(UInt64($0) &* 0x9E37_79B9_7F4A_7C15, radix: 36) }.joined()

    @Test func `the gate sees what each verdict depends on, in the order of arrival`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.makeSends(of: 3)
            _ = try await scene.unsubscribe(ContactID(rawValue: 1))
            try await scene.pool.execute("UPDATE crm.contacts SET time_zone = 'Europe/Paris' WHERE id = 2")
            let gated = try await scene.pool.run(ReadGatedSends(limit: 2))
            #expect(gated.map(\.job) == Array(jobs.prefix(2)))
            #expect(gated.map(\.blocked) == ["the contact has unsubscribed", nil])
            #expect(gated.map(\.zone) == [nil, "Europe/Paris"])
            #expect(gated.allSatisfy { !$0.isEnded && $0.pausedSince == nil })

            try await scene.pool.execute(
                "UPDATE automation.workflows SET state = 'paused', paused_reason = 'typo'; UPDATE automation.enrollments SET job_id = 999 WHERE id = 3"
            )
            let later = try await scene.pool.run(ReadGatedSends(limit: 3))
            #expect(later.map { $0.pausedSince != nil } == [true, true, false])
            #expect(later.map(\.isEnded) == [false, false, true])
        }
    }
}
