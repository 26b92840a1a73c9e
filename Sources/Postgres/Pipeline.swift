/// Different statements sent together: one round trip, and one transaction if none is open.
///
/// ```swift
/// var pipeline = Pipeline()
/// let contact = pipeline.add(FindContact(email: email))
/// let windows = pipeline.add(AllWindows())
/// let replies = try await connection.run(pipeline)
/// try replies[contact]  // [Contact]
/// ```
/// If one fails, the later ones are skipped, the earlier ones are undone, and its error is thrown.
package struct Pipeline: Sendable {
    /// The position of one statement's reply.
    package struct Slot<S: Statement>: Sendable {
        fileprivate let index: Int
    }

    private(set) var requests: [Request] = []

    package init() {}

    package mutating func add<S: Statement>(_ statement: S) -> Slot<S> {
        requests.append(statement.request)
        return Slot(index: requests.count - 1)
    }
}

/// The replies to a `Pipeline`. Each is read when it is asked for.
package struct PipelineReplies: Sendable {
    let tables: [ResultTable]
    let requests: [Request]

    package subscript<S: Statement>(_ slot: Pipeline.Slot<S>) -> [S.Output] {
        get throws(PostgresError) { try tables[slot.index].read(S.self, sql: requests[slot.index].sql) }
    }

    /// The number of rows that the statement changed or returned.
    package func affectedCount<S: Statement>(_ slot: Pipeline.Slot<S>) -> Int { tables[slot.index].affectedCount }
}
