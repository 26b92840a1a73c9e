import Automation
import Postgres
import Store
import Testing

struct TakeChangesTests {
    private func taken(_ scene: Scene, _ term: Int64, limit: Int, sparing: Set<ContactID> = []) async throws
        -> [ContactID]
    {
        try await scene.pool.run(TakeChanges(term: term, limit: limit, sparing: sparing)).map(\.contact)
    }

    /// Two contacts: the first has three changes, the second has one later change.
    private func begin(_ scene: Scene) async throws -> (ContactID, ContactID, Int64) {
        let first = try await scene.contact()
        for score in 1...2 {
            try await scene.pool.execute("UPDATE crm.contacts SET score = \(score) WHERE id = \(first.rawValue)")
        }
        let second = try await scene.contact("bob@example.org")
        return (first, second, try await scene.lead())
    }

    @Test func `changes of a contact that somebody holds stay, however many they are, and others are taken`()
        async throws
    {
        try await Scene.lend { scene in
            let (first, second, term) = try await begin(scene)
            try await scene.inSession { session in
                try await session.execute("BEGIN; UPDATE crm.contacts SET score = 3 WHERE id = \(first.rawValue)")
                #expect(try await taken(scene, term, limit: 2) == [second])
                #expect(try await taken(scene, term, limit: 2) == [])
                try await session.execute("ROLLBACK")
            }
            #expect(try await taken(scene, term, limit: 2) == [first, first])
            #expect(try await taken(scene, term, limit: 2) == [first])
        }
    }

    @Test func `who is to be spared is`() async throws {
        try await Scene.lend { scene in
            let (first, second, term) = try await begin(scene)
            #expect(try await taken(scene, term, limit: 9, sparing: [first]) == [second])
            #expect(try await taken(scene, term, limit: 9) == [first, first, first])
        }
    }

    /// A session that only needs the row to stay takes `FOR KEY SHARE`.
    @Test(arguments: [
        ("SELECT FROM crm.contacts FOR UPDATE", true), ("UPDATE crm.companies SET name = 'x'", true),
        ("UPDATE automation.enrollments SET steps_taken = 2", true), ("SELECT FROM crm.contacts FOR KEY SHARE", false),
    ])
    func `a contact is held by its row, its company and its walks`(statement: String, isHeld: Bool) async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact()
            _ = try await scene.enroll([contact])
            try await scene.pool.execute(
                """
                WITH company AS (INSERT INTO crm.companies (name) VALUES ('Acme') RETURNING id)
                UPDATE crm.contacts SET company_id = company.id FROM company
                """
            )
            #expect(try await scene.pool.run(LockedContacts(among: [contact])) == [])
            try await scene.inSession { session in
                try await session.execute("BEGIN; \(statement)")
                #expect(try await scene.pool.run(LockedContacts(among: [contact])) == (isHeld ? [contact] : []))
            }
        }
    }
}
