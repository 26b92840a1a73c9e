/// The few entities that mail uses, both ways.
enum HTMLEntity {
    static func decoded(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var result = ""
        var rest = Substring(text)
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[rest.index(after: ampersand)...]
            let name = rest.prefix(nameLengthMax).prefix { $0 != ";" }
            guard rest.dropFirst(name.count).first == ";", let character = character(named: name) else {
                result += "&"
                continue
            }
            result.append(character)
            rest = rest.dropFirst(name.count + 1)
        }
        return result + rest
    }

    /// For a value in double quotes.
    static func encoded(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("'", with: "&#39;")
    }

    private static let nameLengthMax = 10

    private static func character(named name: Substring) -> Character? {
        if let known = named[String(name)] { return known }
        guard name.hasPrefix("#") else { return nil }
        let isHexadecimal = name.dropFirst().lowercased().hasPrefix("x")
        let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
        return number.flatMap(Unicode.Scalar.init).map(Character.init)
    }

    private static let named: [String: Character] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "trade": "™", "euro": "€", "pound": "£", "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’",
        "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "bull": "•", "middot": "·", "times": "×", "deg": "°",
        "zwnj": "\u{200C}", "shy": "\u{AD}", "agrave": "à", "aacute": "á", "acirc": "â", "auml": "ä", "ccedil": "ç",
        "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë", "icirc": "î", "iuml": "ï", "ocirc": "ô", "ouml": "ö",
        "ugrave": "ù", "ucirc": "û", "uuml": "ü", "szlig": "ß", "ntilde": "ñ", "Agrave": "À", "Eacute": "É",
        "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü",
    ]
}
