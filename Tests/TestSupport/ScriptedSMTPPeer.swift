import Foundation

/// A mail server that misbehaves exactly as scripted: Python, one thread per connection.
///
/// A script is a list of words, one per line; each new connection begins at the top:
/// `greet`, `say TEXT`, `expect PREFIX` (reads a line), `read N` (bytes), `read-dot` (to the final dot), `drop` (ends),
/// `read-head` (to an empty line), `reset` (closes hard), `hang` (answers nothing until the other side leaves),
/// `wait` (does nothing until the test says `goOn`).
package final class ScriptedSMTPPeer: Sendable {
    package let port: Int
    private let process: Process
    private let input = Pipe()
    private let folder: URL
    private let events: AsyncStream<String>

    package init(_ script: [String]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.program, folder.path] + script
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = input
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw SMTPServerFailure(explanation: "the scripted peer did not start")
        }
        self.port = port
        events = Self.lines(of: output.fileHandleForReading)
    }

    deinit { stop() }

    package func stop() {
        process.terminate()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Returns when a connection has reached a `wait`.
    package func waits() async { await next("waiting") }

    /// Ends one `wait`.
    package func goOn() throws { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

    /// Returns when the other side of a connection has left, as noticed by `hang` or `read-dot`.
    package func isLeft() async { await next("left") }

    private func next(_ wanted: String) async {
        for await event in events where event == wanted { return }
    }

    private static func lines(of handle: FileHandle) -> AsyncStream<String> {
        AsyncStream { continuation in
            handle.readabilityHandler = { handle in
                let data = handle.availableData
                if data.isEmpty {
                    handle.readabilityHandler = nil
                    continuation.finish()
                }
                String(decoding: data, as: UTF8.self).split(separator: "\n").forEach { continuation.yield(String($0)) }
            }
        }
    }

    /// Everything it received, line by line, over all connections.
    package func heard() throws -> String {
        try String(contentsOf: folder.appending(path: "heard"), encoding: .utf8)
    }

    /// A dialogue up to the answer 354, for scripts that misbehave later.
    package static let untilData =
        ["greet"] + untilRecipient + ["expect RCPT", "say 250 ok", "expect DATA", "say 354 go"]
    /// A dialogue up to the recipient, which is not yet read.
    package static let untilRecipient = ["expect EHLO", "say 250 peer", "expect MAIL", "say 250 ok"]

    private static let program = #"""
        import os, socket, struct, sys, threading, time

        # The tests may end in any way; this process ends with theirs.
        def watch(parent):
            while os.getppid() == parent: time.sleep(0.2)
            os._exit(0)
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()

        log = open(f"{sys.argv[1]}/heard", "ab", buffering=0)

        def work(connection):
            stream = connection.makefile("rb")
            def heard(data):
                log.write(data)
                return data
            def read_to(end):
                while True:
                    line = heard(stream.readline())
                    if line == b"": print("left", flush=True)
                    if line in (end, b""): return
            for step in sys.argv[2:]:
                verb, _, rest = step.partition(" ")
                if verb == "greet": connection.sendall(b"220 peer ESMTP\r\n")
                elif verb == "say": connection.sendall(rest.encode() + b"\r\n")
                elif verb == "expect":
                    line = heard(stream.readline())
                    if not line.upper().startswith(rest.encode()): return connection.close()
                elif verb == "read": heard(stream.read(int(rest)))
                elif verb == "read-dot": read_to(b".\r\n")
                elif verb == "read-head": read_to(b"\r\n")
                elif verb == "hang":
                    while heard(stream.readline()): pass
                    print("left", flush=True)
                elif verb == "wait":
                    print("waiting", flush=True)
                    sys.stdin.readline()
                elif verb == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                elif verb == "drop": break
            stream.close()
            connection.close()

        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=work, args=(connection,), daemon=True).start()
        """#
}
