import Foundation
import Logging

/// The format of a log line.
package enum LineFormat: String, Sendable, CaseIterable {
    /// For people: `2026-03-01T09:00:00.000Z notice leadership taken term=7`.
    case text
    /// For machines: one object per line, with the same fields.
    case json
}

extension LineFormat {
    /// One line, including its newline. Line breaks inside values are escaped, so that no value can forge a line.
    func line(_ fields: LineFields) -> String {
        switch self {
        case .text: fields.text + "\n"
        case .json: fields.json + "\n"
        }
    }
}

/// The parts of a line, before it is written.
struct LineFields {
    let moment: Date
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: Logger.Metadata

    fileprivate var text: String {
        let head = "\(timestamp) \(level.rawValue.padded(to: 8)) \(Self.escaped(message))"
        let fields = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted("\($0.value)"))" }
        return ([head] + fields).joined(separator: " ")
    }

    fileprivate var json: String {
        let fixed = ["time": timestamp, "level": level.rawValue, "logger": label, "message": message]
        let fields = metadata.mapValues(JSONField.init).merging(fixed.mapValues(JSONField.text)) { _, fixed in fixed }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private var timestamp: String {
        moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private static func quoted(_ value: String) -> String {
        let escaped = escaped(value)
        let isBare = !escaped.isEmpty && !escaped.contains { $0 == " " || $0 == "\"" }
        return isBare ? escaped : "\"\(escaped.replacing("\"", with: "\\\""))\""
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\r\n", with: "\\n").replacing(#/[\n\r\u{85}\u{2028}\u{2029}]/#, with: "\\n")
    }
}

/// A field of a JSON line: whole numbers stay numbers, everything else is text.
private enum JSONField: Encodable {
    case number(Int64)
    case text(String)

    init(_ value: Logger.MetadataValue) {
        if case .stringConvertible(let number as any BinaryInteger) = value {
            self = .number(Int64(clamping: number))
        } else {
            self = .text("\(value)")
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
