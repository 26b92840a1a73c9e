import Postgres

/// The cause of an error for a log: a kind and an SQLSTATE, or a type. Never a value.
package func cause(of error: any Error) -> String {
    guard let failure = error as? PostgresError else { return "\(type(of: error))" }
    return ["\(failure.kind)", failure.sqlstate].compactMap(\.self).joined(separator: " ")
}
