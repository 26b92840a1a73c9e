import Foundation
import Postgres
import TestSupport
import Testing

/// A person is erased from everything that can contain their data.
struct ErasureTests {
    private static let jobsWithoutContact = """
        queue.jobs WHERE queue = 'email' AND payload ? 'contact' AND NOT EXISTS (
            SELECT FROM crm.contacts WHERE contacts.id = crm.present((payload -> 'contact')::bigint))
        """

    @Test(arguments: [
        "SELECT crm.erase(%, 'asked for by Zyxwvida Quorbenthal')", "DELETE FROM crm.contacts WHERE id = %",
    ])
    func `after an erasure nothing but the keyed hash is left in a dump, in logs or in metrics`(how: String)
        async throws
    {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let ports = try [Site.freePort(), Site.freePort()]
            // Makes leaves for the days ahead, so that the coordinator makes none beside the sends.
            let migrated = try await Program.run("migrate", environment: site.environment)
            try #require(migrated.status == 0, "\(migrated.errors)")
            let applied = try await Program.run(
                "apply",
                try site.writeDefinitions().path,
                environment: site.environment
            )
            try #require(applied.status == 0, "\(applied.errors)")
            let debug = ["RELANCE_LOG_LEVEL": "debug"]
            let processes = try [
                site.start("coordinator", with: debug.merging(["RELANCE_METRICS_PORT": "\(ports[0])"]) { $1 }),
                site.start("worker", with: debug.merging(["RELANCE_METRICS_PORT": "\(ports[1])"]) { $1 }),
                site.start("api", with: debug),
            ]
            defer { for process in processes { process.kill() } }
            let life = Life(site: site)
            let contact = try await life.live()
            let before = Person.traces(in: try await site.dump())
            #expect(before.count >= 12, "the dump should have had everything: \(before)")
            let link = try await life.linkWithTheAddress()
            #expect(try await site.get(link).hasSuffix(" 302"))

            _ = try await site.pool.query(how.replacing("%", with: "\(contact)"))
            // A worker may hold a job of the person: it comes back once, finds no contact, and ends.
            try await eventually(within: .seconds(120), "no job without its contact is left\n\(site.logs)") {
                try await site.count(Self.jobsWithoutContact) == 0
            }

            let dump = try await site.dump()
            #expect(Person.traces(in: dump) == [], "\(Person.lines(of: dump))")
            let hashes = try await site.pool.query(
                "SELECT encode(crm.address_hash($1), 'hex') AS hash",
                [.text(Person.address)]
            )
            #expect(dump.contains(try hashes[0].text("hash")))
            let gone = try await site.get(link)
            #expect(gone.contains("This link is no longer valid") && gone.hasSuffix(" 404"))
            var told = try site.everythingLogged
            #expect(told.contains("level=debug") || told.contains("debug"))
            for port in ports.map(String.init) + [site.apiPort] { told += try await site.get("/metrics", port: port) }
            #expect(Person.traces(in: told) == [], "\(Person.lines(of: told))")
            #expect(try await site.count("crm.erasing") == 0)
            #expect(try await site.count("check_invariants()") == 0)
        }
    }
}
