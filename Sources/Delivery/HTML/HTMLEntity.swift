/// The few entities that mail uses, both ways.
enum HTMLEntity {
    static func decoded(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.contains(UInt8(ascii: "&")) else { return bytes }
        var result: [UInt8] = []
        var rest = bytes
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<ampersand]
            rest = rest[(ampersand + 1)...]
            let name = rest.prefix(nameLengthMax).prefix { $0 != UInt8(ascii: ";") }
            let isClosed = rest.dropFirst(name.count).first == UInt8(ascii: ";")
            if isClosed, let character = character(named: String(decoding: name, as: UTF8.self)) {
                result += character.utf8
                rest = rest.dropFirst(name.count + 1)
            } else {
                result.append(UInt8(ascii: "&"))
            }
        }
        return result[...] + rest
    }

    /// For a value in quotes of either kind.
    static func encoded(_ text: String) -> [UInt8] {
        text.utf8.reduce(into: []) { bytes, byte in
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
    }

    private static let nameLengthMax = 10

    private static func character(named name: String) -> Character? {
        if let known = named[name] { return known }
        guard name.hasPrefix("#") else { return nil }
        let isHexadecimal = name.dropFirst().lowercased().hasPrefix("x")
        let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
        return number.flatMap(Unicode.Scalar.init).map(Character.init)
    }

    private static let named: [String: Character] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "trade": "™", "euro": "€", "pound": "£", "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘",
        "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "bull": "•", "middot": "·",
        "times": "×", "deg": "°", "zwnj": "\u{200C}", "shy": "\u{AD}", "agrave": "à", "aacute": "á", "acirc": "â",
        "auml": "ä", "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë", "icirc": "î",
        "iuml": "ï", "ocirc": "ô", "ouml": "ö", "ugrave": "ù", "ucirc": "û", "uuml": "ü", "szlig": "ß", "ntilde": "ñ",
        "Agrave": "À", "Eacute": "É", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü",
    ]
}
