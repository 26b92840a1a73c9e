/// Follows one request and its response, to know at the end what the server can have seen. It is pure.
struct HTTPConversation {
    let requestBodyByteCount: Int
    let responseBytesMax: Int
    private var headTail: [UInt8] = []
    private var bodyBytesSent = 0
    private var status: Int?
    private var isHeadComplete = false
    private var headers: [HTTPField] = []
    private var body: [UInt8] = []
    private var isOverLimit = false

    init(requestBodyByteCount: Int, responseBytesMax: Int) {
        self.requestBodyByteCount = requestBodyByteCount
        self.responseBytesMax = responseBytesMax
    }

    /// The kernel has accepted the whole request.
    var isRequestWritten: Bool {
        headTail == Array("\r\n\r\n".utf8) && bodyBytesSent >= requestBodyByteCount
    }

    mutating func sent(head: some Collection<UInt8>) { headTail = (headTail + head.suffix(4)).suffix(4) }

    mutating func sent(bodyByteCount: Int) { bodyBytesSent += bodyByteCount }

    /// A status line begins a new response, so an interim response (1xx) is forgotten.
    mutating func receive(line: [UInt8]) {
        let line = String(decoding: line, as: UTF8.self).filter { !$0.isNewline }
        if line.hasPrefix("HTTP/") {
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            headers = []
            isHeadComplete = false
        } else if line.isEmpty {
            isHeadComplete = (status ?? 0) >= 200
        } else if headers.count < Self.headersMax, let field = Self.field(line) {
            headers.append(field)
        }
    }

    /// False when the body exceeds the limit.
    mutating func receive(body bytes: some Collection<UInt8>) -> Bool {
        let room = responseBytesMax - body.count
        body.append(contentsOf: bytes.prefix(room))
        isOverLimit = bytes.count > room
        return !isOverLimit
    }

    func outcome(failure: String?) -> HTTPOutcome {
        if let status, isHeadComplete {
            let isTruncated = isOverLimit || failure != nil
            return .answered(HTTPResponse(status: status, headers: headers, body: body, isTruncated: isTruncated))
        }
        let failure = failure ?? "the response had no status"
        return isRequestWritten ? .doubtful(failure) : .notSent(failure)
    }

    private static let headersMax = 100

    private static func field(_ line: String) -> HTTPField? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let value = line[line.index(after: colon)...].trimmingPrefix(while: \.isWhitespace)
        return HTTPField(line[..<colon].lowercased(), String(value))
    }
}
