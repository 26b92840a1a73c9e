import Foundation
import Postgres
import TestSupport

/// One installation: a database, a mail server, and the processes of Relance, run as an operator would run them.
final class Site: Sendable {
    static let writeKey = "key-of-the-system-tests"
    static let jobKey = "job-key-of-the-system-tests"
    let mail: SMTPServer
    let environment: [String: String]
    let folder: URL
    let pool: Pool

    init(conninfo: String, pool: Pool, speed: String? = nil) throws {
        mail = try SMTPServer()
        self.pool = pool
        folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        environment = [
            "RELANCE_DATABASE_URL": conninfo,
            "RELANCE_EMAIL_TRANSPORT": "smtp", "RELANCE_SMTP_HOST": "127.0.0.1", "RELANCE_SMTP_PORT": "\(mail.port)",
            "RELANCE_SMTP_SECURITY": "none",
            "RELANCE_WORKSPACE_POSTAL_ADDRESS": "1 rue des Lilas, 75011 Paris",
            "RELANCE_WORKSPACE_DEFAULT_SENDER": "Garden <garden@example.com>",
            "RELANCE_WORKSPACE_PUBLIC_URL": "https://track.example.com",
            "RELANCE_TRACKING_SECRETS": "k1:a-secret-of-the-system-tests-long-enough-to-sign",
            "RELANCE_API_WRITE_KEYS": Self.writeKey, "RELANCE_API_JOB_KEYS": Self.jobKey,
            "RELANCE_API_HOST": "127.0.0.1",
            "RELANCE_API_PORT": "\(try Self.freePort())",
            "RELANCE_CONFIG": Program.repository.appending(path: "config/relance.yaml").path,
        ]
    }

    deinit {
        mail.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    var apiPort: String { environment["RELANCE_API_PORT"] ?? "" }

    /// - Parameter name: of its log, if it is not the only process of its kind.
    func start(_ process: String, named name: String? = nil, with more: [String: String] = [:]) throws -> Process {
        try Program.start(
            process,
            environment: environment.merging(more) { $1 },
            log: folder.appending(path: "\(name ?? process).log")
        )
    }

    func count(_ question: String) async throws -> Int {
        try await pool.query("SELECT count(*) AS count FROM \(question)").first?.int("count") ?? 0
    }

    /// The logs of the processes, for a failure's message.
    var logs: String {
        ["coordinator", "worker", "api"].map { name in
            let text = (try? String(contentsOf: folder.appending(path: "\(name).log"), encoding: .utf8)) ?? ""
            return "--- \(name)\n\(text.suffix(2000))"
        }.joined(separator: "\n")
    }

    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
            }
        }
        guard bound else { throw NotInTime(what: "a free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
