package import Foundation

/// One row of a result. Columns are read by name.
///
/// A row is a position in its result, which lives as long as one of its rows. A value is copied once, when it is read.
/// Every accessor throws a `DecodingFailure` that names the column, the expected type and the reason. Accessors named
/// `optional…` read NULL as `nil`; for the others NULL is a failure.
package struct Row: Sendable {
    let table: ResultTable
    let index: Int

    package var columns: [String] { table.columns }

    package func isNull(_ column: String) throws(DecodingFailure) -> Bool {
        table.isNull(row: index, column: try position(of: column, as: "any value"))
    }

    package func text(_ column: String) throws(DecodingFailure) -> String {
        try required(column, "text", optionalText(column))
    }
    package func optionalText(_ column: String) throws(DecodingFailure) -> String? {
        let position = try position(of: column, as: "text")
        return table.isNull(row: index, column: position) ? nil : table.text(row: index, column: position)
    }

    package func integer(_ column: String) throws(DecodingFailure) -> Int64 {
        try read(column, "Int64", Scalar.integer)
    }
    package func optionalInteger(_ column: String) throws(DecodingFailure) -> Int64? {
        try optional(column, "Int64", Scalar.integer)
    }

    package func int(_ column: String) throws(DecodingFailure) -> Int { Int(try integer(column)) }
    package func optionalInt(_ column: String) throws(DecodingFailure) -> Int? {
        try optionalInteger(column).map { Int($0) }
    }

    package func double(_ column: String) throws(DecodingFailure) -> Double {
        try read(column, "Double", Scalar.double)
    }
    package func optionalDouble(_ column: String) throws(DecodingFailure) -> Double? {
        try optional(column, "Double", Scalar.double)
    }

    package func boolean(_ column: String) throws(DecodingFailure) -> Bool { try read(column, "Bool", Scalar.boolean) }
    package func optionalBoolean(_ column: String) throws(DecodingFailure) -> Bool? {
        try optional(column, "Bool", Scalar.boolean)
    }

    /// A `timestamptz`, exact to the microsecond. A `timestamp` without zone is refused, because it does not identify a
    /// moment.
    package func timestamp(_ column: String) throws(DecodingFailure) -> Date {
        try read(column, "Date", Timestamp.date)
    }
    package func optionalTimestamp(_ column: String) throws(DecodingFailure) -> Date? {
        try optional(column, "Date", Timestamp.date)
    }

    /// An `interval` of days, hours, minutes and seconds.
    package func duration(_ column: String) throws(DecodingFailure) -> Duration {
        try read(column, "Duration", Interval.duration)
    }
    package func optionalDuration(_ column: String) throws(DecodingFailure) -> Duration? {
        try optional(column, "Duration", Interval.duration)
    }

    package func uuid(_ column: String) throws(DecodingFailure) -> UUID { try read(column, "UUID", Scalar.uuid) }
    package func optionalUUID(_ column: String) throws(DecodingFailure) -> UUID? {
        try optional(column, "UUID", Scalar.uuid)
    }

    package func bytes(_ column: String) throws(DecodingFailure) -> [UInt8] { try read(column, "bytes", Scalar.bytes) }
    package func optionalBytes(_ column: String) throws(DecodingFailure) -> [UInt8]? {
        try optional(column, "bytes", Scalar.bytes)
    }

    /// The text of a JSON document.
    package func json(_ column: String) throws(DecodingFailure) -> String { try text(column) }
    package func optionalJSON(_ column: String) throws(DecodingFailure) -> String? { try optionalText(column) }
}

/// JSON documents and arrays.
extension Row {
    package func decode<T: Decodable>(_ type: T.Type, _ column: String) throws(DecodingFailure) -> T {
        try required(column, "\(type)", optionalDecode(type, column))
    }

    package func optionalDecode<T: Decodable>(_ type: T.Type, _ column: String) throws(DecodingFailure) -> T? {
        let position = try position(of: column, as: "\(type)")
        guard !table.isNull(row: index, column: position) else { return nil }
        do { return try JSON.decoder.decode(type, from: Data(table.bytes(row: index, column: position))) } catch {
            throw DecodingFailure(column: column, wanted: "\(type)", reason: Unreadable(error).reason)
        }
    }

    package func optionalTexts(_ column: String) throws(DecodingFailure) -> [String?] {
        try read(column, "[String?]", ArrayLiteral.elements)
    }

    package func texts(_ column: String) throws(DecodingFailure) -> [String] { try array(column, "[String]") { $0 } }

    package func integers(_ column: String) throws(DecodingFailure) -> [Int64] {
        try array(column, "[Int64]") { text throws(Unreadable) in try Scalar.integer(Array(text.utf8)) }
    }

    package func uuids(_ column: String) throws(DecodingFailure) -> [UUID] {
        try array(column, "[UUID]") { text throws(Unreadable) in try Scalar.uuid(Array(text.utf8)) }
    }

    package func timestamps(_ column: String) throws(DecodingFailure) -> [Date] {
        try array(column, "[Date]") { text throws(Unreadable) in try Timestamp.date(of: text) }
    }
}

extension Row {
    private func position(of column: String, as wanted: String) throws(DecodingFailure) -> Int {
        guard let position = table.position(of: column) else {
            throw DecodingFailure(
                column: column,
                wanted: wanted,
                reason: "the result has no such column; it has \(table.columnList)"
            )
        }
        return position
    }

    private func required<T>(_ column: String, _ wanted: String, _ value: T?) throws(DecodingFailure) -> T {
        guard let value else { throw DecodingFailure(column: column, wanted: wanted, reason: "it is NULL") }
        return value
    }

    private func read<T>(
        _ column: String,
        _ wanted: String,
        _ parse: ([UInt8]) throws(Unreadable) -> T
    ) throws(DecodingFailure) -> T {
        try required(column, wanted, optional(column, wanted, parse))
    }

    private func optional<T>(
        _ column: String,
        _ wanted: String,
        _ parse: ([UInt8]) throws(Unreadable) -> T
    ) throws(DecodingFailure) -> T? {
        let position = try position(of: column, as: wanted)
        guard !table.isNull(row: index, column: position) else { return nil }
        do { return try parse(table.bytes(row: index, column: position)) } catch {
            throw DecodingFailure(column: column, wanted: wanted, reason: error.reason)
        }
    }

    private func array<T>(
        _ column: String,
        _ wanted: String,
        _ parse: (String) throws(Unreadable) -> T
    ) throws(DecodingFailure) -> [T] {
        try read(column, wanted) { text throws(Unreadable) in
            var values: [T] = []
            for element in try ArrayLiteral.elements(of: text) {
                guard let element else { throw Unreadable("an element is NULL") }
                values.append(try parse(element))
            }
            return values
        }
    }
}

/// A value that is not what the program expects of its column: the statement and the schema disagree. It never contains
/// the value.
package struct DecodingFailure: Error, Equatable, CustomStringConvertible {
    package let column: String
    package let wanted: String
    package let reason: String

    package init(column: String, wanted: String, reason: String) {
        (self.column, self.wanted, self.reason) = (column, wanted, reason)
    }

    package var description: String { "column \"\(column)\" cannot be read as \(wanted): \(reason)" }
}
