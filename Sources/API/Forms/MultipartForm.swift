/// `multipart/form-data` (RFC 7578): the text fields of it.
struct MultipartForm {
    private let boundary: [UInt8]

    /// - Parameter contentType: the header, which names the boundary.
    init(contentType: String) throws(Problem) {
        guard let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count) else {
            throw .malformed("Content-Type: the boundary is missing")
        }
        self.boundary = Array("--\(boundary)".utf8)
    }

    func pairs(in bytes: [UInt8]) throws(Problem) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in try parts(of: bytes) {
            guard let blank = part.firstRange(of: Self.blankLine) else { throw .malformed("a part without a header") }
            let header = try String(formBytes: part[..<blank.lowerBound])
            guard let disposition = Self.disposition(in: header), let name = Self.parameter("name", of: disposition)
            else {
                throw .malformed("a part without a name")
            }
            if Self.parameter("filename", of: disposition) != nil { continue }
            pairs.append((name, try String(formBytes: part[blank.upperBound...])))
        }
        return pairs
    }

    /// What stands between two boundaries, without the line breaks around it.
    private func parts(of bytes: [UInt8]) throws(Problem) -> [ArraySlice<UInt8>] {
        let marks = ([UInt8](Self.lineBreak) + bytes).ranges(of: Self.lineBreak + boundary)
        guard marks.count >= 2 else { throw .malformed("the parts of the form are not closed") }
        // The ranges are those of a copy with a line break in front: two bytes further.
        return zip(marks, marks.dropFirst()).map { mark, next in
            bytes[(mark.upperBound - 2)..<max(mark.upperBound - 2, next.lowerBound - 2)].drop {
                $0 == 0x0D || $0 == 0x0A || $0 == 0x20
            }
        }
    }

    private static func disposition(in header: String) -> String? {
        header.split(whereSeparator: \.isNewline).map(String.init).first {
            $0.lowercased().hasPrefix("content-disposition:")
        }
    }

    /// `name="first name"` or `name=x`; the name of a parameter is matched whole.
    static func parameter(_ name: String, of header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let halves = part.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces() }
            guard halves.count == 2, halves[0].lowercased() == name else { continue }
            return halves[1].hasPrefix("\"") ? String(halves[1].dropFirst().prefix { $0 != "\"" }) : halves[1]
        }
        return nil
    }

    private static let lineBreak: [UInt8] = [0x0D, 0x0A]
    private static let blankLine: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
}
