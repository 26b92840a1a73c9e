package import Foundation

/// One value sent beside a statement, never inside its text, with a declared type: in PostgreSQL's text format, or for
/// bytes in its binary format.
///
/// `nil` is NULL of that type. A value that PostgreSQL cannot hold (a NUL character in text, a date that is not a
/// number) is refused when the statement runs. The error has the parameter's number, not its value.
package struct Parameter: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case null
        case text(String)
        case binary([UInt8])
        case refused(String)
    }

    let type: PostgresType
    let content: Content

    init(_ type: PostgresType, _ content: Content) {
        (self.type, self.content) = (type, content)
    }

    init(_ type: PostgresType, text: String?) {
        self.init(type, text.map(Content.text) ?? .null)
    }

    /// For text that people wrote. It is the only kind that may contain NUL, where C would silently cut it off.
    private init(_ type: PostgresType, written text: String?) {
        let hasNUL = text?.utf8.contains(0) ?? false
        self.init(
            type,
            hasNUL
                ? .refused("contains a NUL character, which PostgreSQL text cannot hold")
                : Parameter(type, text: text).content
        )
    }
}

extension Parameter {
    /// NULL of whatever type the statement expects.
    package static let null = Parameter(.unknown, .null)

    package static func text(_ value: String?) -> Parameter { Parameter(.text, written: value) }

    /// A value whose type the server infers from its position: enums, citext, regclass.
    package static func literal(_ value: String?) -> Parameter { Parameter(.unknown, written: value) }

    /// SQL's `bigint`.
    package static func integer(_ value: Int64?) -> Parameter { Parameter(.int8, text: value.map(String.init)) }

    /// SQL's `int`, which also passes where a `bigint` is expected. Values beyond 32 bits are refused: use `integer`.
    package static func int(_ value: Int?) -> Parameter {
        guard let value else { return Parameter(.int4, .null) }
        return Parameter(
            .int4,
            Int32(exactly: value).map { .text(String($0)) } ?? .refused("does not fit into 32 bits")
        )
    }

    package static func double(_ value: Double?) -> Parameter { Parameter(.float8, text: value.map { "\($0)" }) }

    package static func boolean(_ value: Bool?) -> Parameter { Parameter(.bool, text: value.map { $0 ? "t" : "f" }) }

    /// `timestamptz`, to the microsecond, in the years 1 to 9999.
    package static func timestamp(_ value: Date?) -> Parameter {
        guard let value else { return Parameter(.timestamptz, .null) }
        return Parameter(.timestamptz, Timestamp.text(of: value).map(Content.text) ?? .refused(notAMoment))
    }

    /// A calendar date, `2026-03-01`.
    package static func date(_ value: String?) -> Parameter { Parameter(.date, written: value) }

    package static func interval(_ value: Duration?) -> Parameter {
        Parameter(.interval, text: value.map(Interval.text))
    }

    package static func uuid(_ value: UUID?) -> Parameter { Parameter(.uuid, text: value.map(Scalar.text)) }

    package static func bytes(_ value: [UInt8]?) -> Parameter {
        Parameter(.bytea, value.map(Content.binary) ?? .null)
    }

    /// A `jsonb` document that already is text.
    package static func json(_ value: String?) -> Parameter { Parameter(.jsonb, written: value) }

    /// A value encoded as `jsonb`. Throws what its `encode` throws.
    package static func encoding(_ value: some Encodable) throws -> Parameter {
        .json(String(decoding: try JSON.encoder.encode(value), as: UTF8.self))
    }
}

/// Arrays pass a batch of any size to one statement, with `unnest($1, $2)`.
extension Parameter {
    package static func integers(_ values: [Int64]) -> Parameter { array(.int8Array, of: values.map { .integer($0) }) }
    package static func optionalIntegers(_ values: [Int64?]) -> Parameter {
        array(.int8Array, of: values.map { .integer($0) })
    }
    package static func ints(_ values: [Int]) -> Parameter { array(.int4Array, of: values.map { .int($0) }) }
    package static func texts(_ values: [String?]) -> Parameter { array(.textArray, of: values.map { .text($0) }) }
    package static func doubles(_ values: [Double?]) -> Parameter {
        array(.float8Array, of: values.map { .double($0) })
    }
    package static func booleans(_ values: [Bool?]) -> Parameter { array(.boolArray, of: values.map { .boolean($0) }) }
    package static func timestamps(_ values: [Date?]) -> Parameter {
        array(.timestamptzArray, of: values.map { .timestamp($0) })
    }
    package static func intervals(_ values: [Duration?]) -> Parameter {
        array(.intervalArray, of: values.map { .interval($0) })
    }
    package static func uuids(_ values: [UUID?]) -> Parameter { array(.uuidArray, of: values.map { .uuid($0) }) }
    package static func jsons(_ values: [String?]) -> Parameter { array(.jsonbArray, of: values.map { .json($0) }) }
    package static func bytesArray(_ values: [[UInt8]?]) -> Parameter {
        Parameter(.byteaArray, .binary(BinaryArray.bytes(of: values, type: .bytea)))
    }

    /// One refused element refuses the array.
    private static func array(_ type: PostgresType, of elements: [Parameter]) -> Parameter {
        var texts: [String?] = []
        texts.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            switch element.content {
            case .null: texts.append(nil)
            case .text(let text): texts.append(text)
            case .binary: preconditionFailure("elements in binary format make a binary array")
            case .refused(let reason): return Parameter(type, .refused("element \(index + 1) \(reason)"))
            }
        }
        return Parameter(type, text: ArrayLiteral.text(of: texts))
    }

    private static let notAMoment = "is not a moment between the years 1 and 9999"
}

/// The types that parameters are declared with. Raw values are object ids that PostgreSQL reserves for them
/// permanently.
enum PostgresType: UInt32, Sendable {
    case unknown = 0
    case bool = 16
    case boolArray = 1000
    case bytea = 17
    case byteaArray = 1001
    case int8 = 20
    case int8Array = 1016
    case int4 = 23
    case int4Array = 1007
    case text = 25
    case textArray = 1009
    case float8 = 701
    case float8Array = 1022
    case date = 1082
    case timestamptz = 1184
    case timestamptzArray = 1185
    case interval = 1186
    case intervalArray = 1187
    case uuid = 2950
    case uuidArray = 2951
    case jsonb = 3802
    case jsonbArray = 3807
}
