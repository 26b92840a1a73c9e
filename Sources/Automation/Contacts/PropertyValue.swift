package import Foundation

/// One value of a property, or of a field of an event.
package enum PropertyValue: Hashable, Sendable {
    case text(String)
    case number(Double)
    case boolean(Bool)
    /// A moment; a calendar day is its midnight in UTC.
    case date(Date)
    /// A list of texts, such as tags.
    case texts([String])
}

/// In JSON a value is what JSON calls it; only a date needs a wrapper: `{"date": "2026-03-01T00:00:00Z"}`.
extension PropertyValue: Codable {
    private enum CodingKeys: String, CodingKey { case date }

    package init(from decoder: any Decoder) throws {
        if let dated = try? decoder.container(keyedBy: CodingKeys.self) {
            self = .date(try Self.moment(in: dated))
            return
        }
        let value = try decoder.singleValueContainer()
        if let boolean = try? value.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .texts(try value.decode([String].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        if case .date(let moment) = self {
            var dated = encoder.container(keyedBy: CodingKeys.self)
            return try dated.encode(Self.text(of: moment), forKey: .date)
        }
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .boolean(let boolean): try value.encode(boolean)
        case .texts(let texts): try value.encode(texts)
        case .date: break
        }
    }

    private static func moment(in container: KeyedDecodingContainer<CodingKeys>) throws -> Date {
        let text = try container.decode(String.self, forKey: .date)
        guard let moment = PropertyValue.moment(parsing: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .date,
                in: container,
                debugDescription: "not a date: \(text)"
            )
        }
        return moment
    }
}

extension PropertyValue {
    /// Reads `2026-03-01`, `2026-03-01T09:30:00Z` or `2026-03-01T09:30:00.250+01:00`.
    package static func moment(parsing text: String) -> Date? {
        let styles: [Date.ISO8601FormatStyle] = [
            .iso8601,
            .init(includingFractionalSeconds: true),
            .iso8601.year().month().day(),
        ]
        guard let moment = styles.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
        // Foundation takes the 30th of February for the 2nd of March.
        let isDay = text.utf8.count <= 10
        if isDay && moment.formatted(.iso8601.year().month().day()) != text { return nil }
        return years.contains(moment) ? moment : nil
    }

    /// The years 1 to 9999: what ISO 8601 writes with four digits, and the database takes.
    private static let years =
        Date(timeIntervalSince1970: -62_135_596_800)..<Date(timeIntervalSince1970: 253_402_300_800)

    /// The text of a moment in UTC, to the millisecond.
    package static func text(of moment: Date) -> String {
        moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension PropertyValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        case .boolean(let boolean): boolean ? "yes" : "no"
        case .date(let moment): Self.text(of: moment)
        case .texts(let texts): "[\(texts.joined(separator: ", "))]"
        }
    }
}
