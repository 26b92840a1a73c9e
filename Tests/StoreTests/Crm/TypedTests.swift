import Automation
import Postgres
import Store
import Testing

/// The meaning of a value for its property: one function, `crm.typed`, decides for every source.
struct TypedTests {
    private static let declared = """
        INSERT INTO crm.properties (object, name, type, options, called) VALUES
            ('contact', 'plan_type', 'text', NULL, '{tier}'), ('contact', 'vip', 'boolean', NULL, '{}'),
            ('contact', 'persona', 'choice', '{buyer,user}', '{}'), ('contact', 'renewal_date', 'date', NULL, '{}'),
            ('contact', 'seen', 'instant', NULL, '{}'), ('contact', 'tags', 'texts', NULL, '{}'),
            ('contact', 'seats', 'number', NULL, '{}')
        """

    private func typed(_ values: [(String, String)], of object: String = "contact") async throws -> [String] {
        var answers: [String] = []
        try await Scene.lend { scene async throws in
            try await scene.pool.execute(Self.declared)
            for (name, value) in values {
                answers += try await scene.texts(
                    "concat_ws(' ', name, coalesce(problem, kept::text)) FROM crm.typed($1, $2, $3)",
                    [.text(object), .text(name), .json(value)]
                )
            }
        }
        return answers
    }

    private func check(_ cases: [(String, String, String)], of object: String = "contact") async throws {
        let answers = try await typed(cases.map { ($0.0, $0.1) }, of: object)
        for (answer, wanted) in zip(answers, cases) { #expect(answer == wanted.2, "\(wanted.0): \(wanted.1)") }
    }

    @Test func `values are brought to the type of their property`() async throws {
        try await check([
            ("score", #""50.0""#, "score 50"), ("score", "50.0", "score 50"), ("seats", #""+12.5""#, "seats 12.5"),
            ("vip", "1", "vip true"), ("vip", #""yes""#, "vip true"), ("vip", #"" No ""#, "vip false"),
            ("vip", "false", "vip false"), ("persona", #""Buyer""#, #"persona "buyer""#),
            ("lifecycle_stage", #""MQL""#, #"lifecycle_stage "mql""#),
            ("renewal_date", #""2026-12-31""#, #"renewal_date "2026-12-31""#),
            ("seen", "1772352000", #"seen "2026-03-01T08:00:00.000Z""#),
            ("seen", #""2026-03-01""#, #"seen "2026-03-01""#),
            ("tags", #""express-delivery""#, #"tags ["express-delivery"]"#),
            ("tags", #"["a", "a", " b", ""]"#, #"tags ["a", "b"]"#),
            ("tags", "[]", "tags null"), ("country", #""fr""#, #"country "FR""#),
            ("country", #""France""#, #"country "France""#),
            ("language", #""fr_FR""#, #"language "fr-FR""#), ("phone", "33612345678", #"phone "33612345678""#),
            ("city", #""\u00a0Lyon ""#, #"city "Lyon""#), ("city", #""""#, "city null"), ("city", "null", "city null"),
            ("email", #""\u200ba@b.fr\u00a0""#, #"email "a@b.fr""#),
        ])
    }

    @Test func `what does not fit says how to write it`() async throws {
        try await check([
            ("score", "87.5", "score not a whole number"), ("score", #""many""#, "score not a number"),
            ("score", "99999999999", "score too large"), ("seats", #""12,5""#, "seats not a number"),
            ("vip", #""perhaps""#, "vip not yes or no"), ("vip", "2", "vip not yes or no"),
            ("persona", #""martian""#, "persona not one of buyer, user"),
            ("renewal_date", #""31/12/2026""#, "renewal_date not a date; write it as 2026-12-31"),
            ("renewal_date", #""2026-02-30""#, "renewal_date not a date; write it as 2026-12-31"),
            ("seen", #""yesterday""#, "seen not a moment; write it as 2026-12-31T09:30:00Z"),
            ("tags", "[{}]", "tags expected texts"), ("tags", "true", "tags expected texts"),
            ("first_name", "true", "first_name expected one value, found true or false"),
            ("first_name", "[]", "first_name expected one value, found a list"),
            ("city", "\"\(String(repeating: "x", count: 600))\"", "city longer than 512 bytes"),
            ("language", #""French (France)""#, "language not a language; write it as fr or fr-CA"),
            ("email", #""a b@c.fr""#, "email not an e-mail address"),
            ("email", #""a@b@c""#, "email not an e-mail address"),
        ])
    }

    @Test func `of a company, too`() async throws {
        try await check(
            [
                ("website", #""https://www.acme.example/fr""#, #"domain "acme.example""#),
                ("domain", #""ACME.example.""#, #"domain "acme.example""#),
                ("domain", #""n/a""#, "domain not a domain; write it as acme.example"),
                ("employee_count", "50.0", "employees 50"), ("employeeCount", #""50-100""#, "employees not a number"),
                ("country", #""be""#, #"country "BE""#), ("size", #""mid""#, #"size "mid""#),
            ],
            of: "company"
        )
    }

    @Test func `one rule leads from the names of senders to properties`() async throws {
        try await check([
            ("planType", #""pro""#, #"plan_type "pro""#), ("Plan Type", #""pro""#, #"plan_type "pro""#),
            ("tier", #""pro""#, #"plan_type "pro""#), ("plan-type", "1", #"plan_type "1""#),
            ("firstName", #""Ann""#, #"first_name "Ann""#), ("locale", #""fr""#, #"language "fr""#),
            ("timeZone", #""UTC""#, #"time_zone "UTC""#), ("state", #""PACA""#, #"region "PACA""#),
            ("id", "5", "given_id 5"), ("someThing", "[1]", "someThing [1]"),
        ])
    }

    @Test func `what files say a property is called is known at the doors`() async throws {
        try await Scene.lend { scene async throws in
            var schema = PropertySchema.standard
            schema.declare(PropertyDefinition("tier", called: ["planType"]), of: .contact)
            _ = try await scene.pool.run(try DeclareProperties(schema))
            #expect(
                try await scene.texts(#"concat_ws(' ', name, kept) FROM crm.typed('contact', 'plan type', '"pro"')"#)
                    == [#"tier "pro""#]
            )
        }
    }

    @Test func `a time zone is an IANA name, or what Windows calls it`() async throws {
        let names = [
            "europe/paris": "Europe/Paris", "Romance Standard Time": "Europe/Paris",
            "Pacific Standard Time": "America/Los_Angeles", "utc": "UTC",
            "America/Port-au-Prince": "America/Port-au-Prince",
            "Etc/GMT-2": "Etc/GMT-2",
        ]
        for (word, name) in names.sorted(by: <) {
            #expect(try await typed([("time_zone", "\"\(word)\"")]) == ["time_zone \"\(name)\""])
            #expect((try? Zones.named(name)) != nil)
        }
    }

    @Test(arguments: ["GMT+2", "UTC+02:00", "+02:00", "PST", "EST5EDT", "Mars/Crater", "", "Paris"])
    func `offsets and abbreviations are no time zones, at any place`(word: String) async throws {
        let refusal = "time_zone " + (word.isEmpty ? "null" : "not a time zone; write its IANA name, as Europe/Paris")
        #expect(try await typed([("time_zone", "\"\(word)\"")]) == [refusal])
        #expect((try? Zones.named(word)) == nil)
    }

    @Test func `every zone that Windows names is one of ours`() async throws {
        try await Scene.lend { scene async throws in
            let body = try await scene.texts("prosrc FROM pg_proc WHERE proname = 'windows_zone'")[0]
            let names = body.matches(of: /THEN '([^']+)'/).map { String($0.1) }
            #expect(names.count > 40)
            for name in names {
                #expect((try? Zones.named(name)) != nil, "\(name)")
                #expect(try await scene.texts("clock.zone_called($1)", [.text(name)]) == [name])
            }
        }
    }

    @Test(arguments: [
        ("2026-03-01T08:00:00.123Z", "2026-03-01T08:00:00.123Z"),
        ("2026-03-01 08:00:00+0530", "2026-03-01T02:30:00.000Z"),
        ("2026-03-01T08:00", "2026-03-01T08:00:00.000Z"), ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        ("Sun, 01 Mar 2026 08:00:00 GMT", "2026-03-01T08:00:00.000Z"),
        ("1 Mar 2026 08:00:00 -0500", "2026-03-01T13:00:00.000Z"),
        ("1772352000.25", "2026-03-01T08:00:00.250Z"), ("1772352000123", "2026-03-01T08:00:00.123Z"),
        ("now", nil), ("infinity", nil), ("2026-02-29", nil), ("2026-13-01", nil), ("0001-01-01", nil),
        ("2026-03-01T08:00:00+99:00", nil), ("20261231", nil), ("31/12/2026", nil), ("", nil),
    ])
    func `moments are read as senders write them`(word: String, moment: String?) async throws {
        try await Scene.lend { scene async throws in
            let read = try await scene.texts("coalesce(clock.written(clock.moment_said($1)), 'none')", [.text(word)])
            #expect(read == [moment ?? "none"])
        }
    }

    @Test func `a workflow sets what fits, and the rest is listed`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.pool.execute(Self.declared)
            try await scene.contact()
            try await scene.pool.execute(
                #"SELECT crm.set_properties('{1}', '{"country": "fr", "persona": "martian", "vip": 1, "score": "12", "renewal_date": "31/12/2026", "id": 5}')"#
            )
            #expect(
                try await scene.texts("concat_ws(' ', country, score, properties) FROM crm.contacts")
                    == [#"FR 12 {"vip": true, "given_id": 5}"#]
            )
            #expect(
                try await scene.texts(
                    "concat_ws('; ', door, contact_id, field, why, value) FROM crm.refused ORDER BY field"
                )
                    == [
                        "workflow; 1; persona; not one of buyer, user; martian",
                        "workflow; 1; renewal_date; not a date; write it as 2026-12-31; 31/12/2026",
                    ]
            )
        }
    }

    @Test func `clearing one property leaves the others as they are`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.contact("ada@example.org", ["properties": #"'{"a": {"b": null}, "c": 1}'"#])
            try await scene.pool.execute(#"SELECT crm.set_properties('{1}', '{"c": null}')"#)
            #expect(try await scene.texts("properties FROM crm.contacts") == [#"{"a": {"b": null}}"#])
        }
    }
}
