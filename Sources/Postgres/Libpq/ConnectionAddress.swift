import CPostgres

/// Reads an address with libpq's own parser, so that Relance and psql agree on every one.
enum ConnectionAddress {
    static func parse(_ address: String) throws(PostgresError) -> [String: String] {
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

    /// libpq quotes what it stumbled over. The name of an option helps; anything else may be a piece of a password.
    private static func withoutSecrets(_ words: String) -> String {
        let line = words.split(separator: "\n").joined(separator: " ")
        let isAboutName = line.hasPrefix("invalid connection option") || line.hasPrefix("invalid URI query parameter")
        return isAboutName ? line : line.replacing(/"[^"]*"/, with: "…")
    }
}
