import Automation
import Postgres
import Store
import Testing

/// Two contacts that turn out to be one person.
struct MergeTests {
    private func merge(_ scene: Scene, _ other: Int64, into survivor: Int64) async throws -> Int64 {
        try await scene.rows("SELECT crm.merge($1, $2) AS id", [.integer(survivor), .integer(other)])[0].integer("id")
    }

    @Test func `the survivor keeps its own values, and blanks are filled`() async throws {
        try await Scene.lend { scene in
            try await scene.contact("ada@example.org", ["first_name": "'Ada'", "properties": #"'{"a": 1, "b": 1}'"#])
            try await scene.contact(
                "ada@home.example",
                ["first_name": "'A.'", "city": "'Lyon'", "score": "7", "properties": #"'{"b": 2, "c": 3}'"#]
            )

            #expect(try await merge(scene, 2, into: 1) == 1)
            #expect(
                try await scene.texts(
                    "concat_ws(' ', id, email, first_name, city, score, properties) FROM crm.contacts"
                )
                    == [#"1 ada@example.org Ada Lyon 7 {"a": 1, "b": 1, "c": 3}"#]
            )
        }
    }

    @Test(arguments: [("'lead'", "'mql'", "mql"), ("'sql'", "'lead'", "sql"), ("NULL", "'lead'", "lead")])
    func `the furthest lifecycle stage holds`(own: String, other: String, result: String) async throws {
        try await Scene.lend { scene in
            try await scene.contact("a@example.org", ["lifecycle_stage": own])
            try await scene.contact("b@example.org", ["lifecycle_stage": other])
            _ = try await merge(scene, 2, into: 1)

            #expect(try await scene.texts("lifecycle_stage::text FROM crm.contacts") == [result])
            #expect(
                try await scene.texts("stage::text FROM crm.stage_history WHERE contact_id = 1 AND left_at IS NULL")
                    == [result]
            )
        }
    }

    @Test func `events, lists, names and the other's address lead to the survivor`() async throws {
        try await Scene.lend { scene in
            try await scene.contact("ada@example.org")
            try await scene.contact("ada@home.example")
            try await scene.pool.execute(
                """
                SELECT crm.record_event(2, 'page_viewed'), crm.name_contact(2, 'user', 'u2');
                SELECT crm.add_to_list('press', '{2}');
                SELECT crm.merge(1, 2)
                """
            )
            #expect(try await scene.texts("contact_id FROM crm.events") == ["1"])
            #expect(try await scene.texts("list FROM crm.list_members WHERE contact_id = 1") == ["press"])
            #expect(
                try await scene.texts(
                    "crm.contact_called(name)::text FROM unnest('{1,2,u2,ADA@home.example}'::text[]) AS name"
                )
                    == ["1", "1", "1", "1"]
            )
            // Later events of the other contact belong to the survivor.
            try await scene.pool.execute("SELECT crm.record_event(2, 'order_paid')")
            #expect(try await scene.texts("contact_id::text FROM crm.events WHERE name = 'order_paid'") == ["1"])
        }
    }

    @Test func `a chain of merges leads to the last survivor, and merging again changes nothing`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.contacts(3)
            _ = try await merge(scene, 3, into: 2)
            _ = try await merge(scene, 2, into: 1)

            #expect(try await merge(scene, 3, into: 1) == 1)
            #expect(try await merge(scene, 1, into: 3) == 1)
            #expect(try await scene.texts("crm.present(3)::text") == ["1"])
            #expect(try await scene.texts("id::text FROM crm.contacts") == ["1"])
        }
    }

    @Test(
        arguments: [
            ([], [false], "withdrawn"), ([false], [true], "withdrawn"), ([true], [false, true], "granted"),
            ([true], [], "granted"), ([false, true], [true], "granted"), ([true, false], [true], "withdrawn"),
            ([], [], "never asked"),
        ] as [([Bool], [Bool], String)]
    )
    func `the most restrictive consent holds`(own: [Bool], others: [Bool], state: String) async throws {
        try await Scene.lend { scene in
            _ = try await scene.contacts(2)
            _ = try await scene.pool.run(try DeclareTopics([Topic("news")]))
            for (contact, words) in [(1, own), (2, others)] {
                for given in words {
                    _ = try await scene.rows(
                        given
                            ? "SELECT messaging.give_consent($1, 'news', 'form')"
                            : "SELECT messaging.unsubscribe($1, 'news')",
                        [.int(contact)]
                    )
                }
            }
            _ = try await merge(scene, 2, into: 1)
            #expect(try await scene.texts("messaging.consent(1, 'person1@example.org', 'news')") == [state])
        }
    }

    @Test func `a link in the other's message unsubscribes the survivor`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.contacts(2)
            _ = try await merge(scene, 2, into: 1)

            #expect(try await scene.unsubscribe(ContactID(rawValue: 2)))
            #expect(try await scene.texts("contact_id::text FROM messaging.consent_events") == ["1"])
        }
    }

    @Test func `per workflow the walk that has come further goes on`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contacts = try await scene.contacts(2)
            let walks = try await scene.enroll(contacts).compactMap(\.enrollment)
            try await scene.pool.execute("UPDATE automation.enrollments SET steps_taken = 3 WHERE contact_id = 2")
            _ = try await merge(scene, 2, into: 1)

            #expect(
                try await scene.texts(
                    "concat_ws(' ', id, contact_id, state, end_reason, merged_into) FROM automation.enrollments ORDER BY id"
                )
                    == ["\(walks[0].rawValue) 1 ended merged \(walks[1].rawValue)", "\(walks[1].rawValue) 1 active"]
            )
            #expect(try await scene.texts("invariant FROM check_invariants()") == [])
        }
    }

    @Test func `a step that one walk has sent is not sent by the other`() async throws {
        try await Scene.lend { scene in
            let sends = try await scene.intendSends(of: 2)
            try await scene.record(.sent, sends[0].delivery, fence: sends[0].job.lease.fence)
            _ = try await scene.pool.run(WithdrawIntents([(sends[1].delivery, sends[1].job.lease.fence)]))
            // The second enrollment has come further, but has not sent yet.
            try await scene.pool.execute("UPDATE automation.enrollments SET steps_taken = 1 WHERE contact_id = 2")
            _ = try await merge(scene, 2, into: 1)

            let answers = try await scene.intend(try await scene.write([sends[1].job]))
            #expect(answers.map(\.verdict) == [.already(.twin)])
        }
    }

    @Test func `a send that is under way finds the survivor`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends(of: 1)
            try await scene.contact("ada@example.org")
            _ = try await merge(scene, 1, into: 2)

            let drafts = try await scene.write(jobs)
            #expect(drafts.map(\.recipient) == ["ada@example.org"])
            #expect(try await scene.intend(drafts).map(\.verdict) == [.send])
            #expect(try await scene.texts("contact_id::text FROM messaging.deliveries") == ["2"])
        }
    }

    @Test(arguments: [(1, 99), (99, 1)])
    func `a number that is no contact is one clear error`(survivor: Int, other: Int) async throws {
        try await Scene.lend { scene in
            try await scene.contact()
            let error = await #expect(throws: PostgresError.self) {
                try await scene.pool.execute("SELECT crm.merge(\(survivor), \(other))")
            }
            #expect(error?.message == "there is no contact 99")
        }
    }
}
