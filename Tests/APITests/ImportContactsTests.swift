import Foundation
import Postgres
import Store
import TestSupport
import Testing

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

    @Test func `a file makes and changes contacts, and says which rows it could not use`() async throws {
        let text = """
            \u{FEFF}E-mail,First Name,Lifecycle_Stage,Company,Company Domain,Employees,Interest\r
            a@b.fr,Ann,Subscriber,Acme,acme.fr,250,"garden, watering"\r
            New@b.fr,,customer,Acme,acme.fr,,\r
            nobody,,,,,,\r
            x@y.fr,,boss,,,,\r
            new@b.fr,Nora,,,,,"two
            lines"\r

            """
        let given = "INSERT INTO crm.contacts (email, lifecycle_stage, city) VALUES ('A@b.fr', 'mql', 'Paris')"
        try await importing(text, given: given) { report, database in
            let rows = try await database.pool.query(
                """
                SELECT concat_ws(' ', email, first_name, lifecycle_stage, city, contact.properties, company.name, employees) AS person
                FROM crm.contacts AS contact JOIN crm.companies AS company ON company.id = company_id ORDER BY email
                """
            )

            #expect((report.created, report.updated, report.refused) == (1, 1, 2))
            #expect(report.refusals == ["row 3: email: not an e-mail address", "row 4: lifecycle_stage: not a stage"])
            #expect(
                try rows.map { try $0.text("person") } == [
                    #"A@b.fr Ann mql Paris {"interest": "garden, watering"} Acme 250"#,
                    #"New@b.fr Nora customer {"interest": "two\nlines"} Acme 250"#,
                ]
            )
        }
    }

    @Test func `twenty thousand rows are one statement, and each contact is a change`() async throws {
        let rows = (0..<20_000).map { "person\($0)@b.fr,Company \($0 % 50)" }
        try await importing("email,company\n" + rows.joined(separator: "\n")) { report, database in
            let changes = try await database.pool.query("SELECT count(*) AS count FROM crm.changes").first?.integer(
                "count"
            )

            #expect((report.created, report.updated, report.refused) == (20_000, 0, 0))
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
