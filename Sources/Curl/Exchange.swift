import CCurl

/// The protocol side of one transfer: SMTP or HTTP. The loop's thread calls it, one call at a time.
protocol Exchange: AnyObject, Sendable {
    /// Sets this protocol's options on a handle that was just reset. A second try calls it again.
    func configure(_ handle: EasyHandle)

    /// Whether giving up now leaves no doubt about what the server did.
    var isInterruptible: Bool { get }

    /// The next bytes to upload; empty at the end.
    func nextBytes(countMax: Int) -> ArraySlice<UInt8>

    /// A line of reply or header, with its line end.
    func receive(line: [UInt8])

    /// Receives a part of a response body; false stops the transfer.
    func receive(body: UnsafeRawBufferPointer) -> Bool

    /// The kernel took these bytes of a command or request head.
    func sent(head: UnsafeRawBufferPointer)

    /// The kernel took this many bytes of the body.
    func sent(bodyByteCount: Int)

    /// Whether a connection may be opened to this address, to which the name resolved.
    func allows(_ address: IPAddress) -> Bool

    /// Whether the transfer ended only because an idle connection had gone stale.
    func deservesFreshConnection(after end: TransferEnd) -> Bool

    /// Tells the caller the result. It is called exactly once.
    func finish(_ end: TransferEnd)
}

/// How a transfer ended, in libcurl's words.
struct TransferEnd: Sendable {
    let code: CURLcode
    let explanation: String
    /// False if the transfer used a connection that an earlier transfer had opened.
    let openedConnection: Bool

    var isSuccess: Bool { code == CURLE_OK }
}

extension TransferEnd {
    static let shuttingDown = neverBegan("the process is shutting down")

    /// The transfer never began.
    static func neverBegan(_ explanation: String) -> TransferEnd {
        TransferEnd(code: CURLE_ABORTED_BY_CALLBACK, explanation: explanation, openedConnection: true)
    }
}
