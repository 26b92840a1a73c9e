import CCurl

/// How many connections one multi handle may have.
struct ConnectionLimits {
    /// Transfers beyond it wait; `nil` if another limit applies.
    let openMax: Int?
    let openPerHostMax: Int?
    /// How many are kept open between transfers.
    let keptMax: Int
}

/// Owns one libcurl multi handle, which holds the connections and drives the transfers of one loop.
///
/// Every method except `wake` belongs to the thread of that loop.
// SAFETY: libcurl allows curl_multi_wakeup from any thread. Only the loop's thread calls the rest.
@safe final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer

    init(connections: ConnectionLimits) {
        precondition(Self.isLibraryReady, "libcurl could not be initialised")
        guard let pointer = unsafe curl_multi_init() else {
            preconditionFailure("out of memory: libcurl made no multi handle")
        }
        unsafe self.pointer = pointer
        set(CURLMOPT_MAX_TOTAL_CONNECTIONS, to: connections.openMax ?? 0)
        set(CURLMOPT_MAX_HOST_CONNECTIONS, to: connections.openPerHostMax ?? 0)
        set(CURLMOPT_MAXCONNECTS, to: connections.keptMax)
    }

    deinit { unsafe curl_multi_cleanup(pointer) }

    func add(_ handle: EasyHandle) {
        let code = unsafe curl_multi_add_handle(pointer, handle.pointer)
        precondition(code == CURLM_OK, "libcurl took no handle (code \(code.rawValue))")
    }

    /// Only for a handle whose transfer has finished. If a handle were removed in the middle of a message, libcurl
    /// would write the final dot and the server would accept the first half.
    func remove(_ handle: EasyHandle) {
        let code = unsafe curl_multi_remove_handle(pointer, handle.pointer)
        precondition(code == CURLM_OK, "libcurl gave no handle back (code \(code.rawValue))")
    }

    /// Reads, writes and calls back for every transfer that is ready.
    func perform() {
        var running: CInt = 0
        unsafe curl_multi_perform(pointer, &running)
    }

    /// Sleeps until a socket is ready, a timer is due, `wake` is called or the time is over.
    func sleep(millisecondsMax: Int32) {
        unsafe curl_multi_poll(pointer, nil, 0, millisecondsMax, nil)
    }

    func wake() {
        unsafe curl_multi_wakeup(pointer)
    }

    /// The next finished transfer that was not yet reported, by the key of its handle.
    func nextFinished() -> (key: EasyHandle.Key, code: CURLcode)? {
        var handle: UnsafeMutableRawPointer?
        var code = CURLE_OK
        guard unsafe relance_next_finished(pointer, &handle, &code) else { return nil }
        return (EasyHandle.Key(bitPattern: handle), code)
    }

    private func set(_ option: CURLMoption, to value: Int) {
        let code = unsafe relance_multi_set_long(pointer, option, value)
        precondition(code == CURLM_OK, "libcurl refused an option (code \(code.rawValue))")
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}
