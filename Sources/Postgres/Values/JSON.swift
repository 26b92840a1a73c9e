import Foundation

/// Converts Swift values to `jsonb` and back. Dates are ISO 8601 with microseconds, as `to_jsonb(timestamptz)` writes
/// them.
enum JSON {
    /// Keys are sorted, so that equal values are equal text.
    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom(write)
        return encoder
    }()

    static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom(read)
        return decoder
    }()

    private static let write: @Sendable (Date, any Encoder) throws -> Void = { date, encoder in
        var container = encoder.singleValueContainer()
        guard let text = Timestamp.text(of: date) else {
            throw EncodingError.invalidValue(
                date,
                .init(codingPath: encoder.codingPath, debugDescription: "no moment between the years 1 and 9999")
            )
        }
        try container.encode(text)
    }

    private static let read: @Sendable (any Decoder) throws -> Date = { decoder in
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(Unreadable) { return try Timestamp.date(of: text) } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.reason)
        }
    }
}

extension Unreadable {
    /// Says where in the document the error is, without repeating the content.
    init(_ error: any Error) {
        self.init(Self.reason(error))
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "\(path(context, key)) is missing"
        case DecodingError.valueNotFound(let type, let context): "\(path(context)) is null, not \(type)"
        case DecodingError.typeMismatch(let type, let context): "\(path(context)) is not \(type)"
        case DecodingError.dataCorrupted(let context): "\(path(context)) is not valid"
        default: "its \(type(of: error)) says no"
        }
    }

    private static func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
        let keys = context.codingPath + (key.map { [$0] } ?? [])
        return keys.isEmpty
            ? "the document" : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}
