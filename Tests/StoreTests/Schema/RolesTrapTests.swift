import Automation
import Postgres
import Testing

/// Verbs that run as their owner never run objects that their caller has planted.
struct RolesTrapTests {
    /// Look-alikes of the objects that the verbs use. A session that searches the caller's schemas first finds them
    /// before PostgreSQL's own. Each fails when it is used.
    private static let trap = """
        CREATE FUNCTION trap.snap() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'caught'; END $$;
        CREATE FUNCTION trap.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT trap.snap() IS NULL';
        CREATE OPERATOR trap.= (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.same);
        CREATE OPERATOR trap.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.same);
        CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE sql AS 'SELECT trap.snap()';
        CREATE FUNCTION trap.format(text, text) RETURNS text LANGUAGE sql AS 'SELECT trap.snap()';
        CREATE FUNCTION trap.jsonb_typeof(jsonb) RETURNS text LANGUAGE sql AS 'SELECT trap.snap()';
        CREATE FUNCTION trap.jsonb_build_object(text, text) RETURNS jsonb LANGUAGE sql AS 'SELECT trap.snap()::jsonb';
        CREATE FUNCTION trap.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT trap.snap()::timestamptz';
        CREATE TEMP TABLE pg_stat_activity (nobody int);
        CREATE TEMP TABLE queues (nobody int);
        CREATE TEMP TABLE audit (nobody int);
        SET search_path = trap, pg_temp, pg_catalog
        """

    @Test func `a caller's own functions, operators and tables stand in for nothing`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 60)[0]
            try await scene.apply()
            let contact = try await scene.contact()
            _ = try await scene.enroll([contact])
            try await scene.pool.execute("CREATE SCHEMA trap AUTHORIZATION relance_operator")
            try await scene.signIn(as: "operator") { session in
                try await session.execute(Self.trap)
                for bait in ["SELECT 'a'::text = 'b'::text", "SELECT lower('A'::text)", "SELECT clock_timestamp()"] {
                    let caught = await refusal { try await session.execute(bait) }
                    #expect(caught?.sqlstate == "P0001", "\(bait)")
                }
                let hidden = await refusal { try await session.execute("SELECT usename FROM pg_stat_activity") }
                #expect(hidden?.sqlstate == "42703")

                for act in Self.acts(on: job, contact.rawValue) {
                    let caught = await refusal { try await session.execute("SELECT \(act)") }
                    #expect(caught.map { "\($0)" } == nil, "\(act)")
                }
            }
            let signed = "concat_ws(' ', verb, previewed_by, applied_by) FROM queue.audit ORDER BY id"
            let verbs = ["cancel", "declare", "declare", "pause", "resume", "limit", "pause", "resume"]
            #expect(try await scene.texts(signed) == verbs.map { "\($0) relance_operator relance_operator" })
        }
    }

    /// Every operator verb that runs as its owner, in an order in which each has something to do.
    private static func acts(on job: Int64, _ contact: Int64) -> [String] {
        [
            "queue.preview('cancel', '{\"id\": \(job), \"queue\": \"email\"}')", "queue.apply(1, 'off')",
            "queue.undo(1, 'on again')", "queue.declare_queue('fax', 'Faxes.')",
            #"queue.declare_kind('fax', 'send', 'Sends one.', '{"type": "object", "required": ["to"]}')"#,
            "queue.pause('fax', 'no paper')", "queue.resume('fax', 'paper')",
            "queue.set_limits('fax', 'slow', 1, 1)", "automation.pause('welcome', 'a typo')",
            "automation.resume('welcome')",
            "automation.enroll('welcome', \(contact))", "automation.unenroll('welcome', \(contact))",
            "crm.react_again()", "messaging.suppress('{ada@example.org}', 'a complaint')", "queue.why(\(job))",
            "queue.overview_rows()", "queue.health_checks()", "queue.roll_leaves()",
            "automation.forgettable('{jobs,refused}', '{1 day,1 day}')",
            "automation.forget_now('jobs', '90 days', 'space')",
        ]
    }
}
