package import Foundation

/// One value of a property or of an event's field.
package enum PropertyValue: Hashable, Sendable {
    case text(String)
    case number(Double)
    case boolean(Bool)
    case date(Date)
    /// A day on the contact's calendar, from its first moment to its last.
    case day(LocalDate)
    /// A list of texts, such as tags.
    case texts([String])
}

/// In JSON a value has its own JSON type. Only a moment and a day need a wrapper: `{"date": "2026-03-01"}`.
extension PropertyValue: Codable {
    private enum CodingKeys: String, CodingKey { case date }

    package init(from decoder: any Decoder) throws {
        if let dated = try? decoder.container(keyedBy: CodingKeys.self) {
            self = try Self.dated(in: dated)
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
        if isDated {
            var dated = encoder.container(keyedBy: CodingKeys.self)
            return try dated.encode(description, forKey: .date)
        }
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .boolean(let boolean): try value.encode(boolean)
        case .texts(let texts): try value.encode(texts)
        case .date, .day: break
        }
    }

    private static func dated(in container: KeyedDecodingContainer<CodingKeys>) throws -> PropertyValue {
        let text = try container.decode(String.self, forKey: .date)
        guard let value = PropertyValue(dayOrMoment: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .date,
                in: container,
                debugDescription: "not a date: \(text)"
            )
        }
        return value
    }
}

extension PropertyValue {
    /// Reads `2026-03-01` as a day, anything longer as a moment.
    package init?(dayOrMoment text: String) {
        if let day = try? LocalDate(parsing: text) {
            self = .day(day)
        } else if let moment = Self.moment(parsing: text) {
            self = .date(moment)
        } else {
            return nil
        }
    }

    /// Reads `2026-03-01`, `2026-03-01T09:30:00Z` or `2026-03-01T09:30:00.250+01:00`.
    package static func moment(parsing text: String) -> Date? {
        let styles: [Date.ISO8601FormatStyle] = [
            .iso8601,
            .init(includingFractionalSeconds: true),
            .iso8601.year().month().day(),
        ]
        guard let moment = styles.lazy.compactMap({ try? $0.parse(text) }).first else { return nil }
        // Foundation reads February 30 as March 2.
        let isDay = text.utf8.count <= 10
        if isDay && moment.formatted(.iso8601.year().month().day()) != text { return nil }
        return years.contains(moment) ? moment : nil
    }

    /// The years 1 to 9999: ISO 8601 writes them with four digits, and the database accepts them.
    private static let years =
        Date(timeIntervalSince1970: -62_135_596_800)..<Date(timeIntervalSince1970: 253_402_300_800)

    /// A moment as text: in UTC, to the millisecond.
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
        case .day(let day): day.description
        case .texts(let texts): "[\(texts.joined(separator: ", "))]"
        }
    }
}
