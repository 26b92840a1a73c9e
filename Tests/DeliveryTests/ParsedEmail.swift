import Foundation

/// A message as somebody else reads it: parsed by Python's `email` package, which shares no code with ours.
struct ParsedEmail: Decodable {
    /// Decoded values; names in lower case.
    let headers: [String: String]
    let contentType: String
    let text: String?
    let html: String?
    /// What the parser found wrong with the message.
    let defects: [String]

    init(_ bytes: some Sequence<UInt8>) throws {
        let python = Process()
        let (input, output) = (Pipe(), Pipe())
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = ["-c", Self.program]
        python.standardInput = input
        python.standardOutput = output
        try python.run()
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
        try input.fileHandleForWriting.close()
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        self = try JSONDecoder().decode(ParsedEmail.self, from: json)
    }

    private static let program = """
        import email, email.policy, json, sys
        message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
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
