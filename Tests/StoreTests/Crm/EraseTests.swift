import Automation
import Postgres
import Store
import Testing

/// The erasure of a person.
struct EraseTests {
    /// A contact with every kind of data, in the middle of an enrollment.
    private func person(_ scene: Scene) async throws {
        let sends = try await scene.intendSends(of: 1)
        try await scene.record(.sent, sends[0].delivery, fence: sends[0].job.lease.fence, reference: "250 secret-word")
        try await scene.pool.execute(
            """
            UPDATE crm.contacts SET email = 'secret-word@example.org', first_name = 'secret-word',
                properties = '{"p": "secret-word"}', lifecycle_stage = 'lead';
            UPDATE messaging.messages SET recipient = 'secret-word@example.org', content = 'secret-word';
            UPDATE automation.enrollments SET cause = '{"because": "secret-word"}';
            INSERT INTO automation.history (enrollment_id, contact_id, at, version, workflow, what, detail)
                VALUES (1, 1, clock.now(), 1, 'welcome', 'set', 'city secret-word');
            SELECT crm.record_event(1, 'form_submitted', '{"said": "secret-word"}'),
                   crm.name_contact(1, 'user', 'secret-word'), crm.add_to_list('press', '{1}'),
                   messaging.give_consent(1, 'general', 'form', 'consent', 'secret-word'), messaging.unsubscribe(1, 'general'),
                   crm.refuse('form', '[{"contact": 1, "field": "score", "why": "not a number", "value": "secret-word"}]'),
                   crm.refuse('import', '[{"message": "line 3", "field": "email", "why": "none", "value": "Secret-Word, here"},
                                          {"message": "line 3", "field": "score", "why": "none", "value": "a secret-word"}]'),
                   messaging.link_ids('{https://a.example/?m=secret-word,https://a.example/}', '{1,null}'),
                   queue.pause('automation', 'SECRET-WORD@example.org has asked');
            INSERT INTO crm.contacts (email) VALUES ('secret-word-2@example.org');
            SELECT queue.place('[{"queue": "email", "kind": "send_email", "run_at": "2030-01-01Z",
                "payload": {"contact": 2, "email": "hello", "event": {"said": "secret-word"}}}]');
            SELECT crm.merge(1, 2);
            INSERT INTO queue.attempts (job_id, queue, attempt, ended_at, fence, worker, error)
                SELECT job_id, 'email', 1, clock.now(), 1, 'w', 'secret-word' FROM messaging.deliveries;
            SELECT queue.place('[{"queue": "email", "kind": "send_email", "run_at": "2030-01-01Z",
                "payload": {"contact": 1, "email": "hello", "event": {"said": "secret-word"}}},
                {"queue": "email", "kind": "send_email", "payload": {"contact": 1, "email": "hello", "event": {"a": "secret-word"}}}]')
            """
        )
    }

    /// Every row of the database that holds the word, as `table: row`.
    private func places(_ scene: Scene, of word: String) async throws -> [String] {
        var found: [String] = []
        let tables = try await scene.texts(
            """
            format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname IN ('queue', 'crm', 'automation', 'messaging', 'relance') AND tablename <> 'routines'
            """
        )
        for table in tables {
            let rows = try await scene.texts("part::text FROM \(table) AS part WHERE part::text LIKE '%\(word)%'")
            let bytes = try await scene.texts(
                "part::text FROM \(table) AS part WHERE part::text LIKE '%' || encode('\(word)', 'hex') || '%'"
            )
            found += (rows + bytes).map { "\(table): \($0)" }
        }
        return found
    }

    @Test(arguments: ["SELECT crm.erase(1, 'asked for')", "DELETE FROM crm.contacts WHERE id = 1"])
    func `nothing of the person is left, whoever erased`(how: String) async throws {
        try await Scene.lend { scene in
            try await person(scene)
            #expect(try await places(scene, of: "secret-word").count > 10)
            try await scene.pool.execute(how)

            #expect(try await places(scene, of: "secret-word") == [])
            #expect(
                try await scene.texts("concat_ws(' ', state, end_reason) FROM automation.enrollments") == [
                    "ended erased"
                ]
            )
            #expect(try await scene.texts("id::text FROM crm.contacts") == [])
        }
    }

    @Test func `what is about others stays, whatever the person was called`() async throws {
        try await Scene.lend { scene in
            try await scene.contact("grace@example.org", ["first_name": "'Grace'"])
            try await scene.pool.execute(
                """
                SELECT crm.name_contact(1, 'user', '4711');
                SELECT queue.pause('email', 'a period of grace until job 4711'), queue.resume('email', 'disgrace@example.org');
                SELECT crm.refuse('api', '[{"message": "m-1", "field": "score", "why": "no number", "value": "4712"}]'),
                       crm.refuse('api', '[{"message": "m-2", "field": "score", "why": "no number", "value": "grace"}]');
                SELECT messaging.link_ids('{https://a.example/grace@example.org}', '{null}');
                SELECT crm.erase(1, 'Grace asked, of disgrace@example.org')
                """
            )
            #expect(
                try await scene.texts("reason FROM queue.audit ORDER BY id") == [
                    "a period of grace until job 4711", "disgrace@example.org",
                    "(erased) asked, of disgrace@example.org",
                ]
            )
            #expect(try await scene.texts("value FROM crm.refused") == ["4712"])
            #expect(try await scene.count("messaging.links") == 1)
        }
    }

    @Test func `a link with the reader's values is one reader's, and any other is everybody's`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.contacts(2)
            let links =
                "id || ' ' || coalesce(reader::text, 'all') FROM messaging.link_ids('{https://a.example,https://a.example}', %)"
            let own = links.replacing("%", with: "'{1,2}'")
            #expect(try await scene.texts(own) == ["1 1", "2 2"])
            #expect(try await scene.texts(own) == ["1 1", "2 2"])
            #expect(try await scene.texts(links.replacing("%", with: "'{null,null}'")) == ["3 all"])

            try await scene.pool.execute("SELECT crm.merge(1, 2); DELETE FROM crm.contacts")
            #expect(try await scene.texts("id::text FROM messaging.links") == ["3"])
        }
    }

    @Test func `the "no" outlives the person`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            try await scene.contact("ada@example.org")
            _ = try await scene.unsubscribe(ContactID(rawValue: 1), from: "general")
            try await scene.pool.execute("DELETE FROM crm.contacts")
            try await scene.contact("Ada@Example.org")
            try await scene.contact("bob@example.org")

            func blocked(_ contact: Int) async throws -> [String] {
                try await scene.texts(
                    "coalesce(why, 'may be sent') FROM crm.contacts, messaging.blocks(id, email, 'marketing', 'general') AS why WHERE id = \(contact)"
                )
            }
            #expect(try await blocked(2) == ["the contact has unsubscribed"])
            #expect(try await blocked(3) == ["may be sent"])

            _ = try await scene.rows("SELECT messaging.resubscribe(2, 'general', 'asked on the telephone')")
            #expect(try await blocked(2) == ["may be sent"])
        }
    }

    @Test func `a link in a message to an erased person still takes its "no"`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            try await scene.contact("ada@example.org")
            try await scene.pool.execute("DELETE FROM crm.contacts")
            #expect(try await scene.unsubscribe(ContactID(rawValue: 1)))
            try await scene.contact("ada@example.org")
            #expect(
                try await scene.texts("messaging.blocks(id, email, 'marketing', 'general') FROM crm.contacts")
                    == ["the contact has unsubscribed"]
            )
        }
    }

    @Test func `the act is written down without the person`() async throws {
        try await Scene.lend { scene in
            try await scene.contact()
            try await scene.pool.execute("SELECT crm.erase(1, 'asked for')")
            #expect(
                try await scene.texts("concat_ws(' ', verb, subject, reason) FROM queue.audit") == [
                    #"erase {"contact": 1} asked for"#
                ]
            )
        }
    }

    @Test func `an export holds everything about the person`() async throws {
        try await Scene.lend { scene in
            try await person(scene)
            let export = try await scene.texts("automation.export(1)::text")[0]
            for part in ["events", "consent", "workflows", "history", "messages", "identities", "lists", "stages"] {
                #expect(try await scene.texts("jsonb_array_length(automation.export(1) -> '\(part)')::text") != ["0"])
            }
            #expect(export.contains("secret-word@example.org"))
        }
    }
}
