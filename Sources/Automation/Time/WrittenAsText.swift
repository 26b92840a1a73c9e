/// A value that people write as one piece of text, and that is stored as that text.
///
/// `init(parsing:)` reads what `description` writes, so files, JSON and messages agree.
package protocol WrittenAsText: Codable, Hashable, Sendable, CustomStringConvertible {
    init(parsing text: String) throws(UnreadableTime)
}

extension WrittenAsText {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(parsing: container.decode(String.self))
        } catch let mistake as UnreadableTime {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: mistake.description)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
