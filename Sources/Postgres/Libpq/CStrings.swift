/// Strings in the layout that C expects: one block of NUL-terminated bytes, and an array of pointers into it.
@safe struct CStrings {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []

    /// `nil` becomes a null pointer, which libpq sends as NULL. A string must not contain NUL itself.
    init(_ strings: [String?]) {
        starts.reserveCapacity(strings.count)
        for string in strings { append(string) }
    }

    /// The pointers are valid inside `body` only.
    func withPointers<R>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
        unsafe bytes.withUnsafeBytes { block in
            let pointers = unsafe starts.map { start in
                unsafe start.map { unsafe (block.baseAddress! + $0).assumingMemoryBound(to: CChar.self) }
            }
            return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
        }
    }

    private mutating func append(_ string: String?) {
        guard let string else { return starts.append(nil) }
        starts.append(bytes.count)
        bytes.append(contentsOf: string.utf8)
        bytes.append(0)
    }
}
