import Foundation

/// A name server that knows what it is told: Python, UDP on this machine.
///
/// Its zone is a list of lines, `NAME TYPE VALUE`: `garden.dev MX 10 mail.garden.dev`, `garden.dev TXT v=spf1 -all`. A
/// name without a line does not exist. `broken.dev FAIL` answers every question about the name with SERVFAIL.
package final class ScriptedNameServer: Sendable {
    package let port: Int
    private let process: Process

    package init(_ zone: [String]) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.program] + zone
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw SMTPServerFailure(explanation: "the scripted name server did not start")
        }
        self.port = port
    }

    deinit { stop() }

    /// As `relance doctor --nameserver` takes it.
    package var address: String { "127.0.0.1:\(port)" }

    /// Returns when nothing listens any more.
    package func stop() {
        // Not terminate(): Swift's threads block most signals, and their child processes inherit that.
        kill(process.processIdentifier, SIGKILL)
        // Not waitUntilExit(): two threads that wait there for different processes can wait for each other.
        while process.isRunning { usleep(1_000) }
    }

    private static let program = #"""
        import os, socket, struct, sys, threading, time

        # The tests may end in any way; this process ends with theirs.
        def watch(parent):
            while os.getppid() == parent: time.sleep(0.2)
            os._exit(0)
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()

        zone = {}
        for line in sys.argv[1:]:
            name, kind, value = (line + " ").split(" ", 2)
            zone.setdefault(name, []).append((kind, value.strip()))

        kinds = {1: "A", 5: "CNAME", 15: "MX", 16: "TXT", 28: "AAAA"}

        def labels(name):
            return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"

        def data(kind, value):
            if kind == "A": return socket.inet_aton(value)
            if kind == "AAAA": return socket.inet_pton(socket.AF_INET6, value)
            if kind == "CNAME": return labels(value)
            if kind == "TXT":
                text = value.encode()
                return b"".join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))
            preference, host = value.split(" ")
            return struct.pack("!H", int(preference)) + labels(host)

        def question(query):
            words, at = [], 12
            while query[at]:
                words.append(query[at + 1:at + 1 + query[at]].decode())
                at += 1 + query[at]
            return ".".join(words).lower(), struct.unpack("!H", query[at + 1:at + 3])[0], query[12:at + 5]

        def reply(query):
            name, number, asked = question(query)
            known = zone.get(name)
            code = 3 if known is None else 2 if ("FAIL", "") in known else 0
            found = [entry for entry in known or [] if entry[0] in (kinds.get(number), "CNAME")]
            head = query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, 0 if code else len(found), 0, 0)
            if code: return head + asked
            number_of = {kind: number for number, kind in kinds.items()}
            for kind, value in found:
                bytes_ = data(kind, value)
                asked += b"\xc0\x0c" + struct.pack("!HHIH", number_of[kind], 1, 60, len(bytes_)) + bytes_
            return head + asked

        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.bind(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            query, sender = listener.recvfrom(4096)
            listener.sendto(reply(query), sender)
        """#
}
