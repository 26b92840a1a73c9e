/// The result of a request, as far as it is known after the transfer.
package enum HTTPOutcome: Hashable, Sendable {
    /// A status line and all headers came back. The caller judges the status.
    case answered(HTTPResponse)
    /// The request was not fully written, so the server cannot have acted on it.
    case notSent(String)
    /// The request was written and no answer came, so the result is unknown.
    case doubtful(String)
}

package struct HTTPResponse: Hashable, Sendable {
    package let status: Int
    /// In the order received; names in lower case. At most 100.
    package let headers: [HTTPField]
    package let body: [UInt8]
    /// The body was longer than the limit, or broke off.
    package let isTruncated: Bool

    package init(status: Int, headers: [HTTPField], body: [UInt8], isTruncated: Bool) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isTruncated = isTruncated
    }

    /// The first field of this name, which is given in lower case.
    package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
