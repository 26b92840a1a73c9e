import Automation
import Foundation
import Postgres
import Store

/// Five contacts that differ in everything that a filter can ask about. `dan` and `eve` hold values of the wrong kind.
struct FilterPeople {
    static let names: Set<String> = ["ada", "bob", "cy", "dan", "eve"]
    static let quotes = #"O'Brien"; DROP TABLE crm.contacts; --\"#

    private let scene: Scene

    static func lend(_ body: (FilterPeople) async throws -> Void) async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute(script)
            try await scene.apply()
            let people = FilterPeople(scene: scene)
            let enrolled = try await scene.enroll(try await people.ids(["ada", "dan"]))
            _ = try await scene.leave([enrolled[1].enrollment].compactMap { $0 })
            try await body(people)
        }
    }

    /// The contacts who match, by a question about all five.
    func matching(_ filter: Filter, since: Date? = nil) async throws -> Set<String> {
        let candidates = try await ids(Self.names).map { Candidate($0, since: since) }
        return try await names(of: try await scene.pool.run(MatchContacts(filter, among: candidates, in: .gmt)))
    }

    /// The contacts who match, by a question about everyone.
    func seeded(_ filter: Filter) async throws -> Set<String> {
        try await scene.pool.execute("DELETE FROM automation.matches")
        _ = try await scene.pool.run(SeedMatches(filter, workflow: "w", trigger: 0, in: .gmt))
        return Set(try await scene.texts("first_name FROM automation.matches JOIN crm.contacts ON id = contact_id"))
    }

    /// The contacts whose enrollment is requested because of a filter.
    func asked(_ filter: Filter) async throws -> Set<String> {
        try await scene.pool.execute("DELETE FROM crm.changes")
        _ = try await scene.pool.run(AskForMatching(filter, workflow: "w", in: .gmt))
        return Set(
            try await scene.texts(
                "first_name FROM crm.changes JOIN crm.contacts AS c ON c.id = contact_id WHERE kind = 'asked' AND names = '{w}'"
            )
        )
    }

    /// The events whose own data pass, by their index.
    func passing(_ fields: [FieldTest], among data: [String?]) async throws -> [Int] {
        let ada = try await ids(["ada"])[0]
        let occurrences = data.map { Occurrence(of: ada, $0) }
        return try await scene.pool.run(MatchEvents(fields, among: occurrences, in: .gmt)).sorted()
    }

    private func ids(_ names: Set<String>) async throws -> [ContactID] {
        try await scene.rows(
            "SELECT id FROM crm.contacts WHERE first_name = ANY ($1) ORDER BY id",
            [.texts(names.sorted())]
        )
        .map { ContactID(rawValue: try $0.integer("id")) }
    }

    private func names(of ids: [ContactID]) async throws -> Set<String> {
        Set(try await scene.texts("first_name FROM crm.contacts WHERE id = ANY ($1)", [.integers(ids.map(\.rawValue))]))
    }

    private static let script = """
        INSERT INTO crm.owners (name, email) VALUES ('Olga', 'olga@example.org');
        INSERT INTO crm.lists (name) VALUES ('customers'), ('it''s');
        INSERT INTO crm.companies (name, employees, country, industry, properties)
        VALUES ('Big', 500, 'DE', 'Retail', '{"tier": "gold", "founded": "1990-05-01"}'), ('', NULL, NULL, NULL, '{}');
        INSERT INTO crm.contacts (first_name, email, country, score, lifecycle_stage, company_id, owner_id, last_name, properties) VALUES
            ('ada', 'ada@b.fr', 'FR', 10, 'lead', 1, 1, 'Lovelace', '{"plan": "Pro", "seats": 25, "trial": true, "renewal": "2026-06-20",
                "tags": ["Red", "blue"], "last_seen": "2026-05-31T12:00:00Z", "100%": "a_b"}'),
            ('bob', 'bob@b.fr', 'de', 0, 'customer', 2, NULL, '', '{"plan": "basic", "seats": "7", "trial": false, "renewal": "2025-01-01", "tags": []}'),
            ('cy', NULL, '', 0, NULL, NULL, NULL, NULL, '{}'),
            ('dan', NULL, NULL, 0, NULL, NULL, NULL, NULL, '{"plan": 12, "seats": "many", "trial": "TRUE", "renewal": "2026-13-45",
                "tags": "red", "last_seen": "2026-05-31 12:00 Mars/Olympus"}'),
            ('eve', NULL, 'US', 0, NULL, NULL, NULL, '\(quotes.replacing("'", with: "''"))', '{"plan": null, "seats": 1e300,
                "trial": [], "renewal": "2026-01-01T00:00:00+99", "tags": {"a": 1}, "last_seen": "2026-01-01 infinity"}');
        INSERT INTO crm.list_members (list, contact_id) SELECT 'customers', id FROM crm.contacts WHERE first_name = 'bob';
        INSERT INTO crm.list_members (list, contact_id) SELECT 'it''s', id FROM crm.contacts WHERE first_name = 'cy';
        INSERT INTO crm.events (contact_id, name, occurred_at, received_at, properties)
        SELECT contacts.id, event.name, at::timestamptz, now(), data::jsonb
        FROM (VALUES
            ('ada', 'page_viewed', '2026-05-31 12:00+00', '{"path": "/pricing", "seconds": 40}'),
            ('ada', 'page_viewed', '2026-05-30 12:00+00', '{"path": "/home", "seconds": "5"}'),
            ('ada', 'page_viewed', '2026-04-01 12:00+00', '{"path": "/Pricing/team"}'),
            ('ada', 'page_viewed', '2026-03-01 12:00+00', '{}'),
            ('ada', 'form_submitted', '2026-05-01 12:00+00', '{"form": "ebook"}'),
            ('cy', 'email_click_scanned', '2026-05-31 12:00+00', '{"email": "hello"}'),
            ('cy', 'email_open_scanned', '2026-05-31 12:00+00', '{"email": "hello"}'),
            ('bob', 'page_viewed', '2025-01-01 12:00+00', '{"path": "/home", "seconds": "long"}'),
            ('dan', 'order', '2026-05-01 12:00+00', '{"order": {"total": 90, "lines": [{"sku": "rake"}]}, "utm.source": "mail"}'),
            ('cy', 'visit', '2026-06-02 12:00+00', '{}'),
            ('eve', 'it''s', '2026-05-01 12:00+00', '{"a": [1]}')) AS event (person, name, at, data)
        JOIN crm.contacts ON first_name = person
        """
}
