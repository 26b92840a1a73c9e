import CCurl

/// Lets libcurl make one HTTP request.
// SAFETY: once it is submitted, only its loop's thread touches it.
final class HTTPExchange: Exchange, @unchecked Sendable {
    private let transfer: HTTPTransfer
    private let completion: @Sendable (HTTPOutcome) -> Void
    private var conversation: HTTPConversation
    private var position = 0

    init(_ transfer: HTTPTransfer, completion: @escaping @Sendable (HTTPOutcome) -> Void) {
        self.transfer = transfer
        self.completion = completion
        conversation = HTTPConversation(
            requestBodyByteCount: transfer.body.count,
            responseBytesMax: transfer.responseBytesMax
        )
    }

    func configure(_ handle: EasyHandle) {
        handle.set(CURLOPT_PROTOCOLS_STR, to: "http,https")
        handle.set(CURLOPT_URL, to: transfer.url)
        handle.set(CURLOPT_HTTP_VERSION, to: CURL_HTTP_VERSION_1_1)
        handle.set(CURLOPT_FOLLOWLOCATION, to: 0)
        handle.set(CURLOPT_HTTPHEADER, to: transfer.headers.map(Self.line) + unwantedHeaders)
        if transfer.method == "HEAD" { handle.set(CURLOPT_NOBODY, to: 1) }
        if !transfer.body.isEmpty { announceBody(to: handle) }
        handle.set(CURLOPT_CUSTOMREQUEST, to: transfer.method)
    }

    /// libcurl reads the body through the callback, which cannot rewind. So libcurl cannot silently send it a second
    /// time when a reused connection breaks, and the caller learns that the first attempt is in doubt.
    private func announceBody(to handle: EasyHandle) {
        handle.set(CURLOPT_POST, to: 1)
        handle.set(CURLOPT_POSTFIELDSIZE, to: transfer.body.count)
    }

    /// A name with only a colon stops libcurl from adding a header of its own.
    private var unwantedHeaders: [String] {
        let hasType = transfer.headers.contains { $0.name.lowercased() == "content-type" }
        return hasType ? ["Expect:"] : ["Expect:", "Content-Type:"]
    }

    var isInterruptible: Bool { true }

    func nextBytes(countMax: Int) -> ArraySlice<UInt8> {
        let bytes = transfer.body[position...].prefix(countMax)
        position += bytes.count
        return bytes
    }

    func receive(line: [UInt8]) { conversation.receive(line: line) }

    func receive(body: UnsafeRawBufferPointer) -> Bool { unsafe conversation.receive(body: body) }

    func sent(head: UnsafeRawBufferPointer) { unsafe conversation.sent(head: head) }

    func sent(bodyByteCount: Int) { conversation.sent(bodyByteCount: bodyByteCount) }

    func allows(_ address: IPAddress) -> Bool { transfer.allowsPrivateAddresses || address.isPublic }

    /// Whether a second try is safe depends on what the request does, so the caller decides.
    func deservesFreshConnection(after end: TransferEnd) -> Bool { false }

    func finish(_ end: TransferEnd) {
        completion(conversation.outcome(failure: end.isSuccess ? nil : end.explanation))
    }

    /// libcurl drops a header that ends with its colon. A semicolon stands for an empty value.
    private static func line(_ field: HTTPField) -> String {
        field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
    }
}
