import Foundation
import Postgres
import TestSupport
import Testing

@testable import Store

struct ImportContactsTests {
    private func written(_ text: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        return file
    }

    private func importing(
        _ text: String,
        _ options: ImportContacts.Options = .init(),
        given script: String = "SELECT 1",
        _ check: (ImportReport, TestDatabase) async throws -> Void
    ) async throws {
        let file = try written(text)
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestDatabase.lend { database async throws in
            try await database.pool.execute(script)
            let report = try await database.pool.withConnection {
                try await ImportContacts($0).run(file: file, options)
            }
            try await check(report, database)
        }
    }

    @Test(.row("L2", "L5")) func `a file makes and changes contacts`() async throws {
        let text = """
            \u{FEFF}E-mail,First Name,Lifecycle_Stage,Company,Company Domain,Employees,Interest\r
            a@b.fr,Ann,Subscriber,Acme,acme.fr,250,"garden, watering"\r
            New@b.fr,,customer,Acme,acme.fr,,\r
            new@b.fr,Nora,,,,,"two
            lines"\r

            """
        let given = """
            INSERT INTO crm.contacts (email, lifecycle_stage, city) VALUES ('A@b.fr', 'mql', 'Paris');
            INSERT INTO crm.properties (object, name, type) VALUES ('contact', 'interest', 'text')
            """
        try await importing(text, given: given) { report, database async throws in
            let rows = try await database.pool.query(
                """
                SELECT concat_ws(' ', email, first_name, lifecycle_stage, city, contact.properties, company.name, employees) AS person
                FROM crm.contacts AS contact JOIN crm.companies AS company ON company.id = company_id ORDER BY email
                """
            )

            #expect((report.created, report.updated) == (1, 1))
            #expect(
                try rows.map { try $0.text("person") } == [
                    #"A@b.fr Ann mql Paris {"interest": "garden, watering"} Acme 250"#,
                    #"New@b.fr Nora customer {"interest": "two\nlines"} Acme 250"#,
                ]
            )
        }
    }

    private static let faulty = """
        email,lifecycle_stage,time_zone,score,"a, b"
        a@b.fr,,Europe/Paris,1,x
        nobody,,,,

        x@y.fr,boss,GMT+2,many,"1,2"
        ,,,,
        z@y.fr,,,1,x,,,surplus

        """
    private static let explanations = [
        "line 3: email: not an e-mail address",
        "line 5: lifecycle_stage: not one of subscriber, lead, mql, sql, opportunity, customer, evangelist, other; "
            + "score: not a number; time_zone: not a time zone; write its IANA name, as Europe/Paris",
        "line 7: row: has 8 cells, the header 5; put a value that contains the separator in quotes",
    ]

    @Test func `what does not fit is left out and listed, and the rest is imported`() async throws {
        var options = ImportContacts.Options()
        options.asProperties = true
        let refused = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: refused) }
        options.refusedRows = refused
        try await importing(Self.faulty, options) { report, database async throws in
            #expect((report.created, report.refusedRows.explanations) == (2, Self.explanations))
            let people = try await database.pool.query(
                "SELECT concat_ws(' ', email, time_zone, score) AS person FROM crm.contacts ORDER BY id"
            )
            #expect(try people.map { try $0.text("person") } == ["a@b.fr Europe/Paris 1", "x@y.fr 0"])
            let listed = try await database.pool.query(
                "SELECT concat_ws(' ', door, message, contact_id, field) AS line FROM crm.refused ORDER BY id LIMIT 2"
            )
            #expect(
                try listed.map { try $0.text("line") } == ["import line 3 email", "import line 5 2 lifecycle_stage"]
            )
        }
        let lines = try String(contentsOf: refused, encoding: .utf8).split(separator: "\n")
        #expect(lines.first == #"email,lifecycle_stage,time_zone,score,"a, b",refused_line,refused_because"#)
        #expect(lines.dropFirst().first == "nobody,,,,,3,email: not an e-mail address")
        #expect(lines.count == 4)
    }

    @Test func `the rows that did not fit can be corrected and imported again`() async throws {
        let text = "email,refused_line,refused_because\na@b.fr,3,email: not an e-mail address\n"
        try await importing(text) { report, database async throws in
            #expect(report.created == 1)
            #expect(try await database.pool.query("SELECT FROM crm.contacts WHERE properties = '{}'").count == 1)
        }
    }

    @Test func `a strict import leaves everything as it was, and names the rows`() async throws {
        var options = ImportContacts.Options()
        (options.asProperties, options.isStrict) = (true, true)
        let file = try written(Self.faulty)
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestDatabase.lend { database async throws in
            let failure = await #expect(throws: UnusableRows.self) {
                try await database.pool.withConnection { try await ImportContacts($0).run(file: file, options) }
            }
            #expect(failure?.explanations == Self.explanations)
            #expect(try await database.pool.query("SELECT FROM crm.contacts").isEmpty)
        }
    }

    @Test(arguments: [
        ("lines that end with CR", "email,city\ra@b.fr,Lyon\rb@b.fr,Lyon\r"),
        ("semicolons", "email;city\na@b.fr;Lyon\nb@b.fr;Lyon\n"),
        ("tabs", "email\tcity\na@b.fr\tLyon\nb@b.fr\tLyon"),
        ("empty lines", "\n\nemail,city\n\na@b.fr,Lyon\n,\n   \nb@b.fr,Lyon\n\n"),
        ("blanks that nobody sees", "email,city\n\u{A0}a@b.fr\u{200B},Lyon\nb@b.fr,\u{A0}Lyon\n"),
        ("quotes", "\"email\",\"city\"\r\n\"a@b.fr\",\"Lyon\"\r\nb@b.fr,Lyon"),
        ("a cell too few, and blank ones too many", "email,city,phone\na@b.fr,Lyon\nb@b.fr,Lyon,,,\n"),
        ("a line of PostgreSQL's end mark", "email,city\na@b.fr,Lyon\n\\.\nb@b.fr,Lyon\n"),
    ])
    func `files are read as programs write them`(what: String, text: String) async throws {
        try await importing(text) { _, database async throws in
            let rows = try await database.pool.query(
                "SELECT FROM crm.contacts WHERE email IN ('a@b.fr', 'b@b.fr') AND city = 'Lyon'"
            )
            #expect(rows.count == 2)
        }
    }

    @Test func `letters of every kind arrive as they were`() async throws {
        let text = "email,city\na@b.fr,\"a\\b\"\"c\td\ne\"\n"
        try await importing(text) { _, database async throws in
            let city = try await database.pool.query("SELECT city FROM crm.contacts").first?.text("city")
            #expect(city == "a\\b\"c\td\ne")
        }
    }

    @Test func `a file is brought to the types and names that messages have`() async throws {
        let given = """
            INSERT INTO crm.properties (object, name, type) VALUES
                ('contact', 'plan_type', 'text'), ('contact', 'vip', 'boolean'), ('contact', 'tags', 'texts');
            INSERT INTO crm.contacts (email, lifecycle_stage) VALUES ('a@b.fr', 'customer')
            """
        let text =
            "email,planType,VIP,Tags,Website,country,Lifecycle Stage\na@b.fr,pro,1,x,https://www.acme.example/fr,fr,lead\n"
        try await importing(text, given: given) { report, database async throws in
            let row = try await database.pool.query(
                """
                SELECT concat_ws(' ', contact.country, domain, lifecycle_stage, contact.properties) AS person
                FROM crm.contacts AS contact JOIN crm.companies AS company ON company.id = company_id
                """
            ).first?.text("person")
            #expect(row == #"FR acme.example customer {"vip": true, "tags": ["x"], "plan_type": "pro"}"#)
            #expect(
                report.refusedRows.explanations == ["line 2: lifecycle_stage: an import only moves the stage forward"]
            )
        }
    }

    @Test func `what does not fit its declared type is left out and listed, field by field`() async throws {
        let given = """
            INSERT INTO crm.properties (object, name, type, options) VALUES
                ('contact', 'vip', 'boolean', NULL), ('contact', 'persona', 'choice', '{buyer}'),
                ('contact', 'renewal_date', 'date', NULL)
            """
        let text = "email,VIP,Persona,renewalDate\na@b.fr,1,martian,31/12/2026\n"
        try await importing(text, given: given) { report, database async throws in
            let kept = try await database.pool.query("SELECT properties::text AS it FROM crm.contacts")
            #expect(try kept.map { try $0.text("it") } == [#"{"vip": true}"#])
            #expect(
                report.refusedRows.explanations == [
                    "line 2: persona: not one of buyer; renewal_date: not a date; write it as 2026-12-31"
                ]
            )
        }
    }

    @Test func `a file and a message mean one company by one website`() async throws {
        let text = "email,company,website,company.country\na@b.fr,Acme,https://www.acme.example/fr,fr\n"
        try await importing(text) { _, database async throws in
            let message =
                #"[{"type": "identify", "email": "b@b.fr", "company": {"website": "HTTP://ACME.example:80/en", "country": "FR"}}]"#
            _ = try await database.pool.transaction { try await $0.run(IngestMessages(message)) }
            let rows = try await database.pool.query(
                """
                SELECT concat_ws(' ', name, domain, company.country, count(*)) AS it
                FROM crm.companies AS company LEFT JOIN crm.contacts AS contact ON contact.company_id = company.id
                GROUP BY company.id
                """
            )
            #expect(try rows.map { try $0.text("it") } == ["Acme acme.example FR 2"])
        }
    }

    @Test func `a column that nothing declares becomes a property where that is asked for, and never an id`()
        async throws
    {
        var options = ImportContacts.Options()
        options.asProperties = true
        let text = "email,id,Nick Name,created_at\na@b.fr,5,Al,never\n"
        try await importing(text, options) { report, database async throws in
            #expect(report.refusedRows.isEmpty)
            let rows = try await database.pool.query("SELECT concat_ws(' ', id, properties) AS it FROM crm.contacts")
            #expect(
                try rows.map { try $0.text("it") }
                    == [#"1 {"given_id": "5", "nick_name": "Al", "given_created_at": "never"}"#]
            )
        }
    }

    @Test func `a row without an e-mail is refused with its line, and the others are imported`() async throws {
        try await importing("email,city\n,Lyon\n\u{A0},Nice\nb@b.fr,Lyon\n") { report, _ async throws in
            #expect(report.created == 1)
            #expect(report.refusedRows.explanations == ["line 2: email: missing", "line 3: email: missing"])
        }
    }

    @Test func `what a file says of consent is taken as that, and gives back nothing that was refused`() async throws {
        let given = """
            SELECT messaging.declare_topics('[{"name": "news"}, {"name": "tips"}]');
            INSERT INTO crm.contacts (email) VALUES ('no@b.fr');
            SELECT messaging.unsubscribe(1, 'news')
            """
        let text =
            "email,consent.news,Unsubscribed\nyes@b.fr,yes,\nno@b.fr,yes,no\nout@b.fr,,yes\nun@b.fr,no,\nnil@b.fr,,\n"
        try await importing(text, given: given) { report, database async throws in
            #expect((report.granted, report.withdrawn, report.keptRefusals) == (1, 2, 1))
            #expect(
                report.consent
                    == "consent: 1 given, 2 withdrawn; 1 had refused before, and stay so (relance contact resubscribe)"
            )
            let rows = try await database.pool.query(
                """
                SELECT concat_ws(' ', split_part(email, '@', 1), messaging.consent(id, email, 'news'),
                    messaging.consent(id, email, 'tips')) AS it
                FROM crm.contacts WHERE properties = '{}' ORDER BY email
                """
            )
            #expect(
                try rows.map { try $0.text("it") } == [
                    "nil never asked never asked", "no withdrawn never asked", "out withdrawn withdrawn",
                    "un withdrawn never asked", "yes granted never asked",
                ]
            )
        }
    }

    @Test(arguments: [
        "Newsletter", "opt_in", "Opt-Out", "GDPR ok", "Subscribed", "do_not_mail", "Einwilligung", "Abonné",
    ])
    func `a column that may be about consent is asked about, also where all others become properties`(heading: String)
        async
    {
        var options = ImportContacts.Options()
        options.asProperties = true
        await #expect {
            try await importing("email,\(heading)\na@b.fr,yes\n", options) { _, _ in }
        } throws: { error in
            (error as? UnusableFile)?.explanation.contains("may be about consent. Name the column consent.<topic>")
                == true
        }
    }

    @Test(arguments: ["/nowhere/contacts.csv", "/tmp"])
    func `what is not a file is refused by its name`(path: String) {
        let failure = #expect(throws: UnusableFile.self) { try CSVHeader(of: URL(filePath: path)) }
        #expect(failure?.explanation.contains(path) == true)
    }

    @Test func `twenty thousand rows are one statement, and each contact is a change`() async throws {
        let rows = (0..<20_000).map { "person\($0)@b.fr,Company \($0 % 50)" }
        try await importing("email,company\n" + rows.joined(separator: "\n")) { report, database async throws in
            let changes = try await database.pool.query("SELECT count(*) AS count FROM crm.changes").first?.integer(
                "count"
            )

            #expect((report.created, report.updated) == (20_000, 0))
            #expect(changes == 20_000)
        }
    }

    @Test(arguments: [
        ("name\nx", "the file has no column called email"),
        ("email,E-Mail\nx", "two columns of the file mean email; rename or remove one"),
        ("email,\nx", "a column of the file has no name"), ("", "the file has no header line in UTF-8"),
        ("email\na@b.fr\n\"b@b.fr\n", "line 3: a quotation mark is not closed. Nothing was imported."),
        (
            "email,Frist Name\na@b.fr,x",
            """
            no property is called "frist_name" (did you mean "first_name"?). Declare it in properties.yaml, or import it as a \
            property with --as-properties. Nothing was imported.
            """
        ),
    ])
    func `an unusable file is refused with the reason`(text: String, explanation: String) async throws {
        await #expect {
            try await importing(text) { _, _ in }
        } throws: { error in
            (error as? UnusableFile)?.explanation == explanation
        }
    }
}
