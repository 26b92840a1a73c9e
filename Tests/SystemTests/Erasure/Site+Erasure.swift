import Foundation
import Postgres
import TestSupport
import Testing

/// Everything that processes, workflows, servers and operators learn about the person.
extension Site {
    /// E-mails that name their reader, one of them in a link, and a workflow for each outcome.
    func writeDefinitions() throws -> URL {
        let place = folder.appending(path: "definitions")
        for (file, text) in Self.definitions {
            let url = place.appending(path: file)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url)
        }
        return place
    }

    private static let definitions = [
        "topics.yaml": "topics:\n  news: { label: News }\n",
        "properties.yaml": "contact:\n  interest: text\n",
        "emails/greeting.yaml": """
        email: greeting
        subject: Hello {{contact.first_name}}
        kind: marketing
        topic: news
        text: |
          {{contact.email}}, {{event.ticket}}
          https://shop.example/mine?mail={{url(contact.email)}}
          https://shop.example/all
          {{unsubscribe_url}} {{postal_address}}
        """,
        "emails/receipt.yaml": "email: receipt\nsubject: Receipt\nkind: transactional\ntext: \"{{event.ticket}}\"\n",
        "workflows/greet.yaml": """
        workflow: greet
        enroll: { when: { event: quiz_done } }
        steps:
          - send_email: greeting
          - wait: 30 days
        """,
    ]

    func api(_ path: String, _ body: String, key: String = "\(Site.writeKey):", _ more: String...) async throws
        -> String
    {
        let result = try await Program.run(
            URL(filePath: "/usr/bin/env"),
            ["curl", "--silent", "--user", key, "-H", "Content-Type: application/json", "-d", body] + more
                + ["http://127.0.0.1:\(apiPort)\(path)"],
            [:]
        )
        return result.output
    }

    /// The response to an anonymous request, with the status.
    func get(_ path: String, port: String? = nil) async throws -> String {
        let arguments = ["curl", "--silent", "-w", " %{http_code}", "http://127.0.0.1:\(port ?? apiPort)\(path)"]
        return try await Program.run(URL(filePath: "/usr/bin/env"), arguments, [:]).output
    }

    /// The rows as the newest installed pg_dump writes them, because it reads no server newer than itself.
    func dump() async throws -> String {
        let programs = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: programs)) ?? []
        let newest = versions.compactMap(Int.init).max().map { "\(programs)/\($0)/bin/pg_dump" } ?? "/usr/bin/pg_dump"
        let address = environment["RELANCE_DATABASE_URL"] ?? ""
        let result = try await Program.run(URL(filePath: newest), ["--data-only", address], [:])
        try #require(result.status == 0, "\(result.errors)")
        return result.output
    }

    /// Everything that the processes have logged.
    var everythingLogged: String {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".log") }
                .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined()
        }
    }
}
