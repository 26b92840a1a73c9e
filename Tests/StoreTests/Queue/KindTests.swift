import Foundation
import Postgres
import Store
import Testing

/// What integrations may enqueue, and how they learn of a mistake.
struct KindTests {
    static let shape = """
        {"type": "object", "required": ["contact"], "additionalProperties": false, "properties": {
            "contact": {"type": "integer", "minimum": 1}, "tone": {"type": "string", "enum": ["warm", "cold"]},
            "share": {"type": "number", "maximum": 1}, "more": {"type": "object"}, "tags": {"type": "array"},
            "loud": {"type": "boolean"}}}
        """

    @Test(arguments: [
        (#"[]"#, nil),
        (#"{}"#, "jobs must be a JSON array of objects"),
        (#"[{"queue": "email", "kind": "k"}, 5]"#, "job 2: must be a JSON object"),
        (#"[{"kind": "k"}]"#, "job 1: queue is missing"),
        (
            #"[{"queue": "email", "kind": "k"}, {"queue": "mail", "kind": "k"}]"#,
            #"job 2: there is no queue "mail"; there are: automation, email"#
        ),
        (#"[{"queue": "email"}]"#, "job 1: kind is missing"),
        (#"[{"queue": "email", "kind": ""}]"#, "job 1: kind is missing"),
        (
            #"[{"queue": "email", "kind": "post"}]"#,
            #"job 1: there is no kind "post" in queue "email"; there are: k, send_email"#
        ),
        (
            #"[{"queue": "automation", "kind": "k"}]"#,
            #"job 1: there is no kind "k" in queue "automation"; there are none: queue.declare_kind() adds one"#
        ),
        (#"[{"queue": "automation", "kind": "advance"}]"#, #"job 1: kind "advance" is Relance's own"#),
        (#"[{"queue": "email", "kind": "k", "payload": [1]}]"#, "job 1: payload must be a JSON object"),
        (
            #"[{"queue": "email", "kind": "k", "run_at": "infinity"}]"#,
            #"job 1: run_at must be a moment, such as "2026-12-01T09:00:00+01:00""#
        ),
        (
            #"[{"queue": "email", "kind": "k", "run_at": "tomorow"}]"#,
            #"job 1: run_at must be a moment, such as "2026-12-01T09:00:00+01:00""#
        ),
        (
            #"[{"queue": "email", "kind": "k", "run_at": "2026-12-02", "expires_at": "2026-12-01"}]"#,
            #"job 1: expires_at must be after run_at"#
        ),
        (
            #"[{"queue": "email", "kind": "k", "expires_at": "-Infinity"}]"#,
            #"job 1: expires_at must be a moment, such as "2026-12-01T09:00:00+01:00""#
        ),
        (
            #"[{"queue": "email", "kind": "k", "priority": 10}]"#,
            "job 1: priority must be a whole number from -9 (urgent) to 9"
        ),
        (
            #"[{"queue": "email", "kind": "k", "priority": "high"}]"#,
            "job 1: priority must be a whole number from -9 (urgent) to 9"
        ),
        (
            #"[{"queue": "email", "kind": "k", "max_attempts": 0}]"#,
            "job 1: max_attempts must be a whole number from 1 to 1000"
        ),
        (#"[{"queue": "email", "kind": "k", "unique_key": ""}]"#, "job 1: unique_key must have 1 to 255 bytes"),
        (#"[{"queue": "email", "kind": "k", "unique_for": "1 day"}]"#, "job 1: unique_for needs a unique_key"),
        (
            #"[{"queue": "email", "kind": "k", "unique_key": "x", "unique_for": "often"}]"#,
            #"job 1: unique_for must be a span from 1 second to 366 days, such as "1 day""#
        ),
        (
            #"[{"queue": "email", "kind": "k", "runat": "2026-01-01"}]"#,
            #"""
            job 1: "runat" is not known; there are: queue, kind, payload, run_at, priority, unique_key, unique_for, \#
            max_attempts, expires_at
            """#
        ),
        (
            #"[{"queue": "email", "kind": "k", "priority": -9, "run_at": "9999-12-31T00:00:00Z", "max_attempts": 1000}]"#,
            nil
        ),
    ])
    func `a mistake is named with its job and field, and nothing is enqueued`(jobs: String, problem: String?)
        async throws
    {
        try await Scene.lend { scene async throws in
            try await scene.declareKind()
            let refusal = await refusal { _ = try await scene.rows("SELECT queue.enqueue_many($1)", [.json(jobs)]) }

            #expect(refusal?.message == problem)
            #expect(refusal?.sqlstate == (problem == nil ? nil : "22023"))
            #expect(try await scene.places().isEmpty == (problem != nil || jobs == "[]"))
        }
    }

    @Test(arguments: [
        (#"{"contact": 7}"#, nil),
        (#"{"contact": 7, "tone": "warm", "share": 0.5, "more": {"a": [1]}, "tags": [], "loud": false}"#, nil),
        (#"{}"#, "payload.contact is missing"),
        (
            #"{"contact": 7, "name": "Ada"}"#,
            "payload.name is not known; there are: contact, loud, more, share, tags, tone"
        ),
        (#"{"contact": "7"}"#, "payload.contact must be an integer"),
        (#"{"contact": null}"#, "payload.contact must be an integer"),
        (#"{"contact": 7.5}"#, "payload.contact must be an integer"),
        (#"{"contact": 0}"#, "payload.contact must be at least 1"),
        (#"{"contact": 7, "tone": "hot"}"#, "payload.tone must be one of warm, cold"),
        (#"{"contact": 7, "tone": ["warm"]}"#, "payload.tone must be a string"),
        (#"{"contact": 7, "share": 2}"#, "payload.share must be at most 1"),
        (#"{"contact": 7, "more": []}"#, "payload.more must be an object"),
        (#"{"contact": 7, "tags": {}}"#, "payload.tags must be an array"),
        (#"{"contact": 7, "loud": "yes"}"#, "payload.loud must be a boolean"),
    ])
    func `a payload has the shape its kind declares, or the field that has not is named`(
        payload: String,
        mistake: String?
    )
        async throws
    {
        try await Scene.lend { scene async throws in
            try await scene.declareKind(shape: Self.shape)
            let refusal = await refusal {
                _ = try await scene.rows("SELECT queue.enqueue('email', 'k', $1)", [.json(payload)])
            }
            #expect(refusal?.message == mistake.map { "job 1: \($0)" })
        }
    }

    @Test(arguments: [
        (#"{"type": "array"}"#, #"a shape begins with {"type": "object"}"#),
        (#"{"type": "object", "minProperties": 1}"#, #""minProperties" is not understood in a shape"#),
        (#"{"type": "object", "required": "a"}"#, "required must be a list of names"),
        (#"{"type": "object", "properties": []}"#, "properties must be an object"),
        (
            #"{"type": "object", "properties": {"a": {"type": "int"}}}"#,
            "a: type must be string, number, integer, boolean, object or array"
        ),
        (
            #"{"type": "object", "properties": {"a": {"type": "string", "pattern": "x"}}}"#,
            #"a: "pattern" is not understood"#
        ),
        (
            #"{"type": "object", "properties": {"a": {"type": "string", "minimum": 1}}}"#,
            "a: only numbers have a minimum and a maximum"
        ),
        (
            #"{"type": "object", "properties": {"a": {"type": "string", "enum": []}}}"#,
            "a: enum must be a list of values"
        ),
    ])
    func `a shape that is not understood is refused when it is declared`(shape: String, problem: String) async throws {
        try await Scene.lend { scene in
            let refusal = await refusal { try await scene.declareKind(shape: shape) }
            #expect(refusal?.message == problem)
        }
    }

    @Test func `the predicate that is asked and the words that explain agree about random payloads`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind(shape: Self.shape)
            let disagreements = try await scene.texts(
                """
                made.payload FROM (SELECT setseed(0.42)) AS seed, generate_series(1, 5000) AS n, LATERAL (
                    SELECT coalesce(jsonb_object_agg(name, value), '{}') AS payload
                    FROM unnest('{contact,tone,share,more,tags,loud,odd}'::text[]) AS name,
                         LATERAL (SELECT (ARRAY['1', '0', '-3', '2.5', '1e30', '"warm"', '"hot"', 'true', 'null',
                             '[]', '["warm"]', '{}', '{"a": 1}', '1']::jsonb[])[1 + floor(random() * 14 + n * 0)::int] AS value) AS v
                    WHERE random() + n * 0 < 0.4 OR (name = 'contact' AND random() + n * 0 < 0.8)
                ) AS made, queue.kinds
                WHERE kind = 'k' AND (made.payload @@ fits AND made.payload - members = '{}') IS DISTINCT FROM (queue.payload_error(made.payload, kinds.payload) IS NULL)
                """
            )
            #expect(disagreements == [])
        }
    }

    @Test func `the kinds that come with Relance have the predicate of their shape`() async throws {
        try await Scene.lend { scene in
            let odd = try await scene.texts(
                "kind FROM queue.kinds WHERE payload IS NOT NULL AND fits::text IS DISTINCT FROM queue.fit_for(payload)::text"
            )
            #expect(odd == [])
        }
    }

    @Test func `a number of a few bytes and many digits counts with its digits`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let refusal = await refusal {
                _ = try await scene.rows("SELECT queue.enqueue('email', 'k', '{\"a\": [1e9000, 1e-9000]}')")
            }
            #expect(refusal?.message == "job 1: payload is 18014 bytes; at most 8192 are allowed")
        }
    }

    @Test func `kinds are declared in queues of one's own: those of Relance have no workers for others`() async throws {
        try await Scene.lend { scene in
            let own = await refusal {
                _ = try await scene.rows("SELECT queue.declare_kind('email', 'fax', 'Sends a fax.')")
            }
            #expect(own?.message == "queue \"email\" is Relance's own, and its workers know no other kinds")
            _ = try await scene.rows(
                "SELECT queue.declare_queue('fax', 'Faxes.'), queue.declare_kind('fax', 'send', 'Sends one.')"
            )
            _ = try await scene.rows("SELECT queue.enqueue('fax', 'send', '{\"to\": \"+33 1\"}')")
            #expect(try await scene.claim(1, from: "fax").map(\.kind) == ["send"])
            let nameless = await refusal { _ = try await scene.rows("SELECT queue.declare_kind('fax', 'Send', 'x')") }
            #expect(nameless?.message.hasPrefix("a kind needs a name of lower-case letters") == true)
        }
    }

    @Test func `who declares what may be enqueued is written down, once, and is undone by declaring anew`() async throws
    {
        try await Scene.lend { scene in
            for shape in ["null", "null", #"'{"type": "object"}'"#] {
                _ = try await scene.rows(
                    "SELECT queue.declare_queue('fax', 'Faxes.'), queue.declare_kind('fax', 'send', 'Sends one.', \(shape))"
                )
            }
            let said =
                "concat_ws(' ', verb, subject, reason) FROM queue.audit WHERE applied_by = session_user ORDER BY id"
            #expect(
                try await scene.texts(said) == [
                    #"declare {"queue": "fax"} Faxes."#,
                    #"declare {"kind": "send", "queue": "fax", "payload": null} Sends one."#,
                    #"declare {"kind": "send", "queue": "fax", "payload": {"type": "object"}} Sends one."#,
                ]
            )
            let undone = await refusal { _ = try await scene.rows("SELECT queue.undo(1, 'no paper')") }
            #expect(undone?.message == "action 1 is undone by another queue.declare_queue() or queue.declare_kind()")
        }
    }

    @Test func `a payload may have 8192 bytes and not one more`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            func enqueue(_ bytes: Int) async throws {
                let payload = #"{"a": "\#(String(repeating: "x", count: bytes - 9))"}"#
                _ = try await scene.rows("SELECT queue.enqueue('email', 'k', $1)", [.json(payload)])
            }
            try await enqueue(8192)
            let refusal = await refusal { try await enqueue(8193) }

            #expect(refusal?.message == "job 1: payload is 8193 bytes; at most 8192 are allowed")
            #expect(try await scene.count("queue.ready") == 1)
        }
    }
}
