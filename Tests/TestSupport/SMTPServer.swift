package import Foundation

/// A real mail server for tests: Python's aiosmtpd in its own process, which writes received messages to a folder.
///
/// It accepts any message, and refuses recipients by their local part, up to a plus: `unknown` gets 550 5.1.1, `later`
/// gets 450.
package final class SMTPServer: Sendable {
    package struct Options: Sendable {
        package var usesStartTLS = false
        /// Requires AUTH with these.
        package var credentials: (user: String, password: String)?

        package init(usesStartTLS: Bool = false, credentials: (user: String, password: String)? = nil) {
            self.usesStartTLS = usesStartTLS
            self.credentials = credentials
        }
    }

    package let port: Int
    /// One file per message received, named by its number; `connections` counts the connections.
    package let folder: URL
    /// PEM file of the certificate, which is for `localhost`.
    package var certificate: URL { folder.appending(path: "certificate.pem") }
    private let process: Process

    /// Starts the server and waits until it listens.
    package init(_ options: Options = Options()) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "smtp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.program, folder.path]
        process.environment = [
            "TLS": options.usesStartTLS ? "1" : "", "AUTH_USER": options.credentials?.user ?? "",
            "AUTH_PASSWORD": options.credentials?.password ?? "",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw SMTPServerFailure(explanation: "aiosmtpd did not start; is python3-aiosmtpd installed?")
        }
        self.port = port
    }

    deinit { stop() }

    package func stop() {
        process.terminate()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The messages received so far, as sent after dot-unstuffing, in order of arrival.
    package func messages() throws -> [Data] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".eml") }.sorted()
            .map { try Data(contentsOf: folder.appending(path: $0)) }
    }

    /// How many connections were opened, and how many QUITs were received.
    package func tally() throws -> (connections: Int, quits: Int) {
        let text = try String(contentsOf: folder.appending(path: "tally"), encoding: .utf8)
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        return (numbers[0], numbers[1])
    }

    private static let program = #"""
        import asyncio, os, ssl, subprocess, sys
        from aiosmtpd.smtp import SMTP, AuthResult

        folder = sys.argv[1]
        tally = {"messages": 0, "connections": 0, "quits": 0}

        def save_tally():
            with open(f"{folder}/tally.new", "w") as file:
                file.write(f"{tally['connections']} {tally['quits']}")
            os.rename(f"{folder}/tally.new", f"{folder}/tally")

        class Keep:
            async def handle_RCPT(self, server, session, envelope, address, options):
                local = address.split("@")[0]
                kind = local.split("+")[0]
                if kind == "unknown": return f"550 5.1.1 <{address}>: no such user {local}"
                if kind == "later": return f"450 4.2.0 {address} is greylisted"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                tally["messages"] += 1
                name = f"{folder}/{tally['messages']:06}"
                with open(f"{name}.tmp", "wb") as file: file.write(envelope.original_content)
                os.rename(f"{name}.tmp", f"{name}.eml")
                return f"250 2.0.0 Ok: queued as {tally['messages']:06}"

            async def handle_QUIT(self, server, session, envelope):
                tally["quits"] += 1
                save_tally()
                return "221 bye"

        def check(server, session, envelope, mechanism, data):
            wanted = (os.environ["AUTH_USER"].encode(), os.environ["AUTH_PASSWORD"].encode())
            return AuthResult(success=(data.login, data.password) == wanted, handled=False)

        options = {}
        if os.environ["TLS"]:
            subprocess.run([
                "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem",
            ], check=True, capture_output=True)
            options["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            options["tls_context"].load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
            options["require_starttls"] = True
        if os.environ["AUTH_USER"]:
            options.update(authenticator=check, auth_required=True, auth_require_tls=bool(os.environ["TLS"]))

        def connection():
            tally["connections"] += 1
            save_tally()
            return SMTP(Keep(), hostname="localhost", data_size_limit=50_000_000, **options)

        # The tests may end in any way; this process ends with theirs.
        async def watch(parent):
            while os.getppid() == parent: await asyncio.sleep(0.2)
            os._exit(0)

        async def main():
            save_tally()
            watching = asyncio.create_task(watch(os.getppid()))
            loop = asyncio.get_running_loop()
            server = await loop.create_server(connection, "127.0.0.1", 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()

        asyncio.run(main())
        """#
}

package struct SMTPServerFailure: Error {
    package let explanation: String
}
