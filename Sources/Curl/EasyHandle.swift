import CCurl

/// Owns one libcurl easy handle, the lists lent to it and its error text. It stays on the thread of its loop.
@safe final class EasyHandle {
    /// Distinguishes handles without giving out their pointers.
    typealias Key = UInt

    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []

    init() {
        guard let pointer = unsafe curl_easy_init() else {
            preconditionFailure("out of memory: libcurl made no easy handle")
        }
        unsafe self.pointer = pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe lists.forEach { unsafe curl_slist_free_all($0) }
        unsafe errorText.deallocate()
    }

    var key: Key { unsafe Key(bitPattern: pointer) }

    /// Resets every option. Connections belong to the multi handle and survive.
    func reset() {
        unsafe curl_easy_reset(pointer)
        unsafe lists.forEach { unsafe curl_slist_free_all($0) }
        unsafe lists = []
        unsafe errorText.pointee = 0
        unsafe check(relance_set_error_buffer(pointer, errorText))
    }

    func set(_ option: CURLoption, to value: Int) {
        unsafe check(relance_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, to value: String) {
        unsafe check(relance_set_text(pointer, option, value))
    }

    func set(_ option: CURLoption, to values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = unsafe curl_slist_append(list, value) else {
                preconditionFailure("out of memory: libcurl made no list")
            }
            unsafe list = unsafe longer
        }
        guard let list = unsafe list else { return }
        unsafe lists.append(list)
        unsafe check(relance_set_list(pointer, option, list))
    }

    /// libcurl's explanation of the failure, or its general words for the code.
    func explanation(of code: CURLcode) -> String {
        let detail = unsafe String(cString: errorText)
        return detail.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : detail
    }

    /// Options are constants of this target, so a refusal by libcurl is a mistake in the source.
    func check(_ code: CURLcode) {
        precondition(code == CURLE_OK, "libcurl refused an option (code \(code.rawValue))")
    }
}

// These are valid after a transfer, while its handle is still in the multi handle.
extension EasyHandle {
    /// False if the transfer reused an idle connection.
    var openedConnection: Bool { unsafe relance_get_long(pointer, CURLINFO_NUM_CONNECTS) > 0 }

    /// The socket of the connection that this transfer leaves open; `nil` if it was closed.
    var socket: CInt? {
        let socket = unsafe relance_socket(pointer)
        return socket < 0 ? nil : socket
    }
}
