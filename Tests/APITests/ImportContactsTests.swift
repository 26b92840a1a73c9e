import Foundation
import Postgres
import TestSupport
import Testing

@testable import Store

struct ImportContactsTests {
    private func importing(
        _ text: String,
        given script: String = "SELECT 1",
        _ check: (ImportContacts.Report, TestDatabase) async throws -> Void
    ) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestDatabase.lend { database in
            try await database.pool.execute(script)
            let report = try await database.pool.withConnection { try await ImportContacts($0).run(file: file) }
            try await check(report, database)
        }
    }

    @Test func `a file makes and changes contacts`() async throws {
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
        try await importing(text, given: given) { report, database in
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

    @Test func `rows that cannot be taken over are named, and leave everything as it was`() async throws {
        let text = """
            email,lifecycle_stage,time_zone,score
            a@b.fr,,Europe/Paris,1
            nobody,,,
            x@y.fr,boss,,
            y@y.fr,,Europe/Pariss,
            z@y.fr,,,many

            """
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestDatabase.lend { database in
            let failure = await #expect(throws: UnusableRows.self) {
                try await database.pool.withConnection { try await ImportContacts($0).run(file: file) }
            }
            let stored = try await database.pool.query("SELECT FROM crm.contacts")

            #expect(
                failure?.explanations == [
                    "row 2: email: not an e-mail address", "row 3: lifecycle_stage: not a stage",
                    "row 4: time_zone: not an IANA time zone", "row 5: score: not a whole number",
                ]
            )
            #expect(stored.isEmpty)
        }
    }

    @Test(arguments: ["/nowhere/contacts.csv", "/tmp"])
    func `what is not a file is refused by its name`(path: String) {
        let failure = #expect(throws: UnusableFile.self) { try CSVHeader(of: URL(filePath: path)) }
        #expect(failure?.explanation.contains(path) == true)
    }

    @Test func `twenty thousand rows are one statement, and each contact is a change`() async throws {
        let rows = (0..<20_000).map { "person\($0)@b.fr,Company \($0 % 50)" }
        try await importing("email,company\n" + rows.joined(separator: "\n")) { report, database in
            let changes = try await database.pool.query("SELECT count(*) AS count FROM crm.changes").first?.integer(
                "count"
            )

            #expect((report.created, report.updated) == (20_000, 0))
            #expect(changes == 20_000)
        }
    }

    @Test(arguments: [
        ("name\nx", "the file has no column called email"), ("email,email\nx", "two columns of the file have one name"),
        ("email,\nx", "a column of the file has no name"), ("", "the file has no header line in UTF-8"),
    ])
    func `an unusable file is refused with the reason`(text: String, explanation: String) async throws {
        await #expect {
            try await importing(text) { _, _ in }
        } throws: { error in
            (error as? UnusableFile)?.explanation == explanation
        }
    }

    @Test func `a row that is not CSV leaves everything as it was`() async throws {
        await #expect(throws: (any Error).self) {
            try await importing("email\na@b.fr\nb@b.fr,too,many\n") { _, _ in }
        }
    }
}
