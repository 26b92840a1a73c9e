import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A Python that has the Segment client library.
private let interpreter = ProcessInfo.processInfo.environment["RELANCE_TEST_PYTHON"]

/// The main job, end to end: an unmodified client library sends events, the built program sends the e-mail.
@Suite struct SpineTests {
    @Test(
        .row("T7"),
        .enabled(
            if: interpreter != nil,
            "RELANCE_TEST_PYTHON names no Python with segment-analytics-python: PyPI was not reachable"
        )
    )
    func `identify and track by the Segment library become an e-mail at the mail server`() async throws {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let applied = try await Program.run("apply", "config", environment: site.environment)
            #expect(applied.status == 0, "\(applied.errors)")
            let processes = try ["coordinator", "worker", "api"].map { try site.start($0) }
            defer { for process in processes { process.kill() } }
            try await eventually(within: .seconds(120), "the API listens") { try await site.answers() }

            try await python(Self.visitor(port: site.apiPort))

            try await eventually(within: .seconds(120), "the e-mail arrives\n\(site.logs)") {
                try !site.mail.messages().isEmpty
            }
            let message = try await parsed(try #require(try site.mail.messages().first))
            #expect(message["subject"]?.isEmpty == false)
            #expect(message["to"] == "zoé@example.com" || message["to"] == "zoe@example.com")
            #expect(message["text"]?.contains("Zoé") == true)
            #expect(message["html"]?.contains("https://track.example.com/c/") == true)
            #expect(message["list-unsubscribe"]?.hasPrefix("<https://track.example.com/u/") == true)
            #expect(message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
            #expect(try await site.count("check_invariants()") == 0)
        }
    }

    @Test func `processes stop at SIGTERM with code 0, and leave no lease behind`() async throws {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let processes = try ["coordinator", "worker", "api"].map { try site.start($0) }
            try await eventually(within: .seconds(120), "the worker beats\n\(site.logs)") {
                try await site.count("queue.workers") == 1
            }
            try await eventually(within: .seconds(120), "the API listens") { try await site.answers() }

            for process in processes { process.terminate() }
            try await eventually(within: .seconds(120), "all have ended\n\(site.logs)") {
                processes.allSatisfy { !$0.isRunning }
            }

            #expect(processes.map(\.terminationStatus) == [0, 0, 0])
            #expect(try await site.count("queue.workers") == 0)
            #expect(try await site.count("queue.leaders WHERE expires_at > clock_timestamp()") == 0)
        }
    }

    private static func visitor(port: String) -> String {
        """
        import segment.analytics as analytics
        analytics.write_key = '\(Site.writeKey)'
        analytics.host = 'http://127.0.0.1:\(port)'
        analytics.identify('user-1', {'email': 'zoe@example.com', 'firstName': 'Zoé', 'timezone': 'Europe/Paris'})
        analytics.track('user-1', 'form_submitted', {'form': 'ebook-watering'})
        analytics.shutdown()
        """
    }

    /// Reads a message with Python's own parser, which shares no code with its writer.
    private func parsed(_ message: Data) async throws -> [String: String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "message-\(UUID().uuidString)")
        try message.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try await python(
            """
            import email, email.policy, json
            m = email.message_from_binary_file(open('\(file.path)', 'rb'), policy=email.policy.default)
            body = lambda kind: m.get_body((kind,)).get_content()
            print(json.dumps({'subject': str(m['subject']), 'to': str(m['to']), 'text': body('plain'), 'html': body('html'),
                'list-unsubscribe': str(m['list-unsubscribe']), 'list-unsubscribe-post': str(m['list-unsubscribe-post'])}))
            """
        )
        return try JSONDecoder().decode([String: String].self, from: Data(output.utf8))
    }

    @discardableResult
    private func python(_ script: String) async throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: interpreter ?? "/usr/bin/python3")
        process.arguments = ["-c", script]
        process.standardOutput = output
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        #expect(status == 0)
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}

extension Site {
    /// Whether the API reports that it is ready.
    func answers() async throws -> Bool {
        let curl = Process()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments = ["--silent", "--fail", "--output", "/dev/null", "http://127.0.0.1:\(apiPort)/readyz"]
        try curl.run()
        curl.waitUntilExit()
        return curl.terminationStatus == 0
    }
}
