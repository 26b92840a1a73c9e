import Foundation
import Testing

/// Unmodified client libraries from PyPI, against the running API.
struct ClientLibraryTests {
    private static let python = ProcessInfo.processInfo.environment["RELANCE_TEST_PYTHON"]

    @Test(
        .enabled(if: python != nil, "RELANCE_TEST_PYTHON names no Python with the client libraries"),
        arguments: ["segment.analytics", "customerio.analytics"],
        ["True", "False"]
    )
    func `the Python libraries of Segment and customer.io deliver everything`(library: String, gzip: String)
        async throws
    {
        try await TestServer.run { server in
            let outcome = try await run(Self.script(library, port: server.port, gzip: gzip))

            #expect(outcome == "failed 0")
            #expect(
                try await server.value("SELECT (email, first_name, company_id IS NOT NULL) FROM crm.contacts")
                    == "(a@b.fr,Ann,t)"
            )
            #expect(
                try await server.value("SELECT string_agg(name, ', ' ORDER BY id) FROM crm.events")
                    == "Order Completed, page_viewed, screen_viewed"
            )
            #expect(try await server.value("SELECT count(*) FROM crm.identities") == "2")
            #expect(
                try await server.value("SELECT bool_and(received_at - occurred_at < '1 minute') FROM crm.events")
                    == "true"
            )
        }
    }

    private static func script(_ library: String, port: Int, gzip: String) -> String {
        """
        import \(library) as analytics
        failures = []
        analytics.write_key = '\(TestServer.writeKey)'
        analytics.host = 'http://127.0.0.1:\(port)'
        analytics.gzip = \(gzip)
        analytics.max_retries = 1
        analytics.on_error = lambda error, items: failures.append(error)
        analytics.identify('u', {'email': 'a@b.fr', 'firstName': 'Ann', 'plan': None})
        analytics.track('u', 'Order Completed', {'total': 39.95, 'products': ['a', 'b']})
        analytics.page('u', 'Docs', 'Python', {'url': 'https://x.fr/docs'})
        analytics.screen('u', 'Docs', 'Home')
        analytics.group('u', 'g', {'name': 'Acme', 'employees': 20})
        analytics.alias('old', 'u')
        analytics.shutdown()
        print('failed', len(failures))
        """
    }

    private func run(_ script: String) async throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: Self.python ?? "")
        process.arguments = ["-c", script]
        process.standardOutput = output
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { _ in
                let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
                continuation.resume(returning: text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
