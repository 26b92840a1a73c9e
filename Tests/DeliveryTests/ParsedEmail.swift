import Foundation

/// A message as an independent reader sees it: parsed by Python's `email` package, which shares no code with Relance.
struct ParsedEmail: Decodable {
    /// Decoded values; names in lower case.
    let headers: [String: String]
    let contentType: String
    let text: String?
    let html: String?
    /// The defects that the parser found in the message.
    let defects: [String]

    init(_ bytes: some Sequence<UInt8>) throws {
        let message = FileManager.default.temporaryDirectory.appending(path: "message-\(UUID().uuidString)")
        try Data(bytes).write(to: message)
        defer { try? FileManager.default.removeItem(at: message) }
        let python = Process()
        let output = Pipe()
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = ["-c", Self.program, message.path]
        python.standardOutput = output
        try python.run()
        // To the end of the line, not of the pipe: a process started at the same moment may hold the pipe open for
        // long.
        var json = Data()
        while json.last != UInt8(ascii: "\n") {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            json += piece
        }
        self = try JSONDecoder().decode(ParsedEmail.self, from: json)
    }

    private static let program = """
        import email, email.policy, json, sys
        message = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
        defects = [repr(defect) for part in message.walk() for defect in part.defects]
        defects += [repr(defect) for value in message.values() for defect in value.defects]
        def body(kind):
            part = message.get_body((kind,))
            return part.get_content() if part is not None else None
        print(json.dumps({
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "contentType": message.get_content_type(), "text": body("plain"), "html": body("html"), "defects": defects,
        }))
        """
}
