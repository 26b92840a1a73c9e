import CPostgres

/// Reads an address with libpq's own parser, so that Relance and psql always agree.
enum ConnectionAddress {
    static func parse(_ address: String) throws(PostgresError) -> [String: String] {
        try requireEscapes(in: address)
        var complaint: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(address, &complaint) else {
            defer { unsafe PQfreemem(complaint) }
            let words = unsafe complaint.map { unsafe String(cString: $0) } ?? "out of memory"
            throw PostgresError(.address, "the database address cannot be read: " + withoutSecrets(words))
        }
        defer { unsafe PQconninfoFree(options) }
        return unsafe keywords(options)
    }

    /// The array ends with an option that has no keyword.
    @unsafe private static func keywords(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var found: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe found[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return found
    }

    /// libpq ends a password at the first @ or /. It would take the rest for a host, a port or a database, which are
    /// shown.
    private static func requireEscapes(in address: String) throws(PostgresError) {
        guard let scheme = address.prefixMatch(of: /postgres(ql)?:\/\//) else { return }
        let rest = address[scheme.range.upperBound...]
        guard let end = rest.lastIndex(of: "@"), rest[..<end].contains(where: { "@/?".contains($0) }) else { return }
        throw PostgresError(
            .address,
            "the database address cannot be read: inside a user name, a password or a value write @ as %40, / as %2F "
                + "and ? as %3F"
        )
    }

    /// Removes what libpq quotes from its complaint, because it may be a part of a password. The name of an option
    /// stays if it looks like a typing mistake.
    private static func withoutSecrets(_ words: String) -> String {
        let line = words.split(separator: "\n").joined(separator: " ")
        let isAboutName = line.hasPrefix("invalid connection option") || line.hasPrefix("invalid URI query parameter")
        return line.replacing(/"([^"]*)"/) { isAboutName && resemblesOption($0.1) ? String($0.0) : "…" }
    }

    /// Whether it has the letters of one of libpq's options in another order, or one letter too many or too few.
    private static func resemblesOption(_ name: Substring) -> Bool {
        guard let options = unsafe PQconndefaults() else { return false }
        defer { unsafe PQconninfoFree(options) }
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if unsafe name.sorted().difference(from: String(cString: keyword).sorted()).count <= 1 { return true }
            unsafe option += 1
        }
        return false
    }
}
