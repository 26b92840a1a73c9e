import CCurl

/// One transfer while libcurl works on it. The loop's thread keeps it until libcurl is done.
final class RunningTransfer {
    let submission: Submission
    let handle: EasyHandle

    init(_ submission: Submission, on handle: EasyHandle) {
        self.submission = submission
        self.handle = handle
    }

    /// - Parameter timeLeft: until the deadline. libcurl counts it from the moment the handle joins its multi handle.
    func prepare(timeLeft: Duration) {
        let milliseconds = max(1, timeLeft.milliseconds)
        handle.reset()
        handle.set(CURLOPT_NOSIGNAL, to: 1)
        handle.set(CURLOPT_PROXY, to: "")
        handle.set(CURLOPT_TIMEOUT_MS, to: milliseconds)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, to: min(milliseconds, Self.connectMillisecondsMax))
        handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, to: milliseconds / 1_000 + 1)
        listen()
        submission.exchange.configure(handle)
    }

    /// RFC 5321 allows 5 minutes for a greeting, but a host that needs this long to accept a connection is down.
    private static let connectMillisecondsMax = 30_000

    /// Whether libcurl should stop. libcurl asks whenever bytes move, and at least once a second.
    var shouldStop: Bool { submission.cancellation.isRequested && submission.exchange.isInterruptible }
}

// The callbacks. Each receives this object as its context; the loop holds it until the handle has left libcurl.
extension RunningTransfer {
    private func listen() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe handle.check(relance_set_reader(handle.pointer, readMore, context))
        unsafe handle.check(relance_set_header_writer(handle.pointer, receiveLine, context))
        unsafe handle.check(relance_set_body_writer(handle.pointer, receiveBody, context))
        unsafe handle.check(relance_set_tracer(handle.pointer, trace, context))
        unsafe handle.check(relance_set_progress(handle.pointer, reportProgress, context))
        unsafe handle.check(relance_set_socket_opener(handle.pointer, openSocket, context))
    }

    fileprivate static func exchange(of context: UnsafeMutableRawPointer?) -> any Exchange {
        unsafe running(context).submission.exchange
    }

    fileprivate static func running(_ context: UnsafeMutableRawPointer?) -> RunningTransfer {
        guard let context = unsafe context else { preconditionFailure("libcurl lost the context of a callback") }
        return unsafe Unmanaged<RunningTransfer>.fromOpaque(context).takeUnretainedValue()
    }
}

private func readMore(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let bytes = unsafe RunningTransfer.exchange(of: context).nextBytes(countMax: size * count)
    unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count).copyBytes(from: bytes)
    return bytes.count
}

private func receiveLine(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    unsafe RunningTransfer.exchange(of: context).receive(line: Array(line))
    return size * count
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let body = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe RunningTransfer.exchange(of: context).receive(body: body) ? size * count : 0
}

private func trace(
    _ handle: UnsafeMutableRawPointer?,
    _ kind: curl_infotype,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    switch kind {
    case CURLINFO_HEADER_OUT:
        let head = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        unsafe RunningTransfer.exchange(of: context).sent(head: head)
    case CURLINFO_DATA_OUT:
        unsafe RunningTransfer.exchange(of: context).sent(bodyByteCount: count)
    default: break
    }
    return 0
}

private func reportProgress(
    _ context: UnsafeMutableRawPointer?,
    _: curl_off_t,
    _: curl_off_t,
    _: curl_off_t,
    _: curl_off_t
) -> CInt {
    unsafe RunningTransfer.running(context).shouldStop ? 1 : 0
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address = unsafe address, let ip = unsafe IPAddress(address) else { return -1 }
    guard unsafe RunningTransfer.exchange(of: context).allows(ip) else { return -1 }
    return unsafe relance_open_socket(address)
}

extension IPAddress {
    fileprivate init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        var bytes = [UInt8](repeating: 0, count: 16)
        switch unsafe relance_address_bytes(address, &bytes) {
        case 4: self = .v4(Array(bytes.prefix(4)))
        case 16: self = .v6(bytes)
        default: return nil
        }
    }
}

extension Duration {
    var milliseconds: Int {
        let parts = components
        return Int(parts.seconds) * 1_000 + Int(parts.attoseconds / 1_000_000_000_000_000)
    }
}
