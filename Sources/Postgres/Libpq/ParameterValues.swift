/// A statement's values in the layout that C expects: one block of bytes, pointers into it, and each value's length and
/// format.
@safe struct ParameterValues {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    /// 0: text. 1: PostgreSQL's binary format.
    private var formats: [Int32] = []

    var count: Int32 { Int32(starts.count) }

    mutating func appendNull() {
        starts.append(nil)
        lengths.append(0)
        formats.append(0)
    }

    /// The text must not contain NUL, because C would end it there.
    mutating func append(text: String) {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
        lengths.append(0)
        formats.append(0)
    }

    mutating func append(binary value: [UInt8]) {
        starts.append(bytes.count)
        bytes.append(contentsOf: value)
        // So that there is a byte to point at even after an empty value.
        bytes.append(0)
        lengths.append(Int32(value.count))
        formats.append(1)
    }

    /// The pointers are valid inside `body` only.
    func withPointers<R>(
        _ body: (
            _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        unsafe bytes.withUnsafeBytes { block in
            let pointers = unsafe starts.map { start in
                unsafe start.map { unsafe (block.baseAddress! + $0).assumingMemoryBound(to: CChar.self) }
            }
            return unsafe pointers.withUnsafeBufferPointer { values in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe formats.withUnsafeBufferPointer { formats in
                        unsafe body(values.baseAddress, lengths.baseAddress, formats.baseAddress)
                    }
                }
            }
        }
    }
}
