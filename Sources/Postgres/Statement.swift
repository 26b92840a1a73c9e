/// One statement: its SQL, its parameters, and how a row of its result becomes a Swift value.
///
/// ```swift
/// struct FindContact: Statement {
///     let email: String
///     static let sql = "SELECT id, email FROM crm.contacts WHERE email = $1"
///     var parameters: [Parameter] { [.text(email)] }
///     static func read(_ row: Row) throws -> Contact { … }
/// }
/// ```
/// A connection prepares it the first time it runs it.
package protocol Statement: Sendable {
    associatedtype Output: Sendable

    static var sql: String { get }

    /// In the order of `$1`, `$2`, …
    var parameters: [Parameter] { get }

    static func read(_ row: borrowing Row) throws -> Output

    /// The SQL of this value, for the few statements that are composed at run time. For all others it is `sql`.
    var text: String { get }

    /// Whether connections keep the statement prepared. False for SQL composed at run time, which has endless variants.
    static var isPrepared: Bool { get }
}

extension Statement {
    package var parameters: [Parameter] { [] }
    package var text: String { Self.sql }
    package static var isPrepared: Bool { true }
}

extension Statement where Output == Void {
    package static func read(_ row: borrowing Row) throws {}
}

extension Statement where Output == Row {
    package static func read(_ row: borrowing Row) throws -> Row { copy row }
}

/// A statement composed at run time that returns its rows as they are.
package struct Query: Statement {
    package static let sql = ""
    package static let isPrepared = false
    package let text: String
    package let parameters: [Parameter]

    package init(_ text: String, _ parameters: [Parameter] = []) {
        (self.text, self.parameters) = (text, parameters)
    }

    package static func read(_ row: borrowing Row) throws -> Row { copy row }
}

extension Statement {
    var request: Request { Request(sql: text, parameters: parameters, isPrepared: Self.isPrepared) }
}

/// What a connection must know about a statement.
struct Request: Sendable {
    let sql: String
    var parameters: [Parameter] = []
    var isPrepared = false

    /// The parameters in libpq's form. Throws `.parameter` for the first one that cannot be sent.
    func values() throws(PostgresError) -> ParameterValues {
        var values = ParameterValues()
        for (index, parameter) in parameters.enumerated() {
            switch parameter.content {
            case .null: values.appendNull()
            case .text(let text): values.append(text: text)
            case .binary(let bytes): values.append(binary: bytes)
            case .refused(let reason):
                throw PostgresError(.parameter, "parameter $\(index + 1) \(reason)", statement: sql)
            }
        }
        return values
    }

    var types: [UInt32] { parameters.map(\.type.rawValue) }
}

extension ResultTable {
    /// Throws `.decoding`, with the reader's reason if the reader guarantees that it contains no value.
    func read<S: Statement>(_ statement: S.Type, sql: String) throws(PostgresError) -> [S.Output] {
        var outputs: [S.Output] = []
        outputs.reserveCapacity(rowCount)
        for index in 0..<rowCount {
            do { outputs.append(try S.read(Row(table: self, index: index))) } catch {
                let reason =
                    (error as? DecodingFailure)?.description ?? "\(S.self) cannot read a row: \(type(of: error))"
                throw PostgresError(.decoding, reason, statement: sql)
            }
        }
        return outputs
    }
}
