/// Runs statements. Outside of a transaction each call is a transaction of its own.
extension Connection {
    package func run<S: Statement>(_ statement: S) async throws(PostgresError) -> [S.Output] {
        let request = statement.request
        return try await exchange([request])[0].read(S.self, sql: request.sql)
    }

    /// The first row, if there is one.
    package func first<S: Statement>(_ statement: S) async throws(PostgresError) -> S.Output? {
        try await run(statement).first
    }

    /// The only row. Zero or several rows are an error of kind `.decoding`, because the caller relies on exactly one.
    package func one<S: Statement>(_ statement: S) async throws(PostgresError) -> S.Output {
        let outputs = try await run(statement)
        guard outputs.count == 1 else {
            throw PostgresError(.decoding, "expected one row, got \(outputs.count)", statement: statement.text)
        }
        return outputs[0]
    }

    /// Runs different statements in one round trip, each answered with its own type; see `Pipeline`.
    package nonisolated func run<each S: Statement>(
        _ statements: repeat each S
    ) async throws(PostgresError) -> (repeat [(each S).Output]) {
        var pipeline = Pipeline()
        let slots = (repeat pipeline.add(each statements))
        let replies = try await run(pipeline)
        return (repeat try replies[each slots])
    }

    /// Runs many statements of one kind in one round trip, and returns the answers in the same order.
    package func runEach<S: Statement>(_ statements: [S]) async throws(PostgresError) -> [[S.Output]] {
        let tables = try await exchange(statements.map(\.request))
        return try zip(tables, statements).map { table, statement throws(PostgresError) in
            try table.read(S.self, sql: statement.text)
        }
    }

    package func run(_ pipeline: Pipeline) async throws(PostgresError) -> PipelineReplies {
        PipelineReplies(tables: try await exchange(pipeline.requests), requests: pipeline.requests)
    }

    /// A statement composed at run time.
    package func query(_ sql: String, _ parameters: [Parameter] = []) async throws(PostgresError) -> [Row] {
        try await exchange([Request(sql: sql, parameters: parameters)])[0].rows
    }

    /// Runs a statement for its effect, and returns how many rows it touched.
    @discardableResult
    package func update(_ sql: String, _ parameters: [Parameter] = []) async throws(PostgresError) -> Int {
        try await exchange([Request(sql: sql, parameters: parameters)])[0].affectedCount
    }
}
