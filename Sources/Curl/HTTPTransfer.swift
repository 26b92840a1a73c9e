/// One request and its response over HTTP/1.1. It follows no redirects and uses no proxies from the environment.
package struct HTTPTransfer: Sendable {
    package var method: String
    package var url: String
    package var headers: [HTTPField]
    package var body: [UInt8]
    /// The time from the call to the last byte of the response.
    package var deadline: Duration
    /// The most bytes of the response's body that are read.
    package var responseBytesMax: Int
    /// False for URLs that users define. Loopback, private, link-local and metadata addresses are then refused after
    /// the name is resolved, so no name can lead there.
    package var allowsPrivateAddresses: Bool

    package init(
        method: String,
        url: String,
        headers: [HTTPField] = [],
        body: [UInt8] = [],
        deadline: Duration,
        responseBytesMax: Int = 65_536,
        allowsPrivateAddresses: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.responseBytesMax = responseBytesMax
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }

    /// Why this transfer must not begin: libcurl would copy such text into the request unchanged.
    var defect: String? {
        guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            return "the method is not a word in capitals"
        }
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "the URL contains a space, a control character or a non-ASCII character"
        }
        return headers.lazy.compactMap(\.defect).first
    }
}

/// One header field.
package struct HTTPField: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    fileprivate var defect: String? {
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else { return "a header name is not a token" }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            return "the header \(name) contains a control character"
        }
        return nil
    }

    /// RFC 9110 §5.6.2, without the rarer punctuation.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
