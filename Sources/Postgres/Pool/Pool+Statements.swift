/// Single statements on a borrowed connection, each a transaction of its own. A statement that certainly did nothing (a
/// conflict, a connection lost before sending) is tried again.
extension Pool {
    package func run<S: Statement>(_ statement: S) async throws -> [S.Output] {
        try await attempting("\(S.self)") { try await $0.run(statement) }
    }

    package func first<S: Statement>(_ statement: S) async throws -> S.Output? {
        try await attempting("\(S.self)") { try await $0.first(statement) }
    }

    package func one<S: Statement>(_ statement: S) async throws -> S.Output {
        try await attempting("\(S.self)") { try await $0.one(statement) }
    }

    package func run<each S: Statement>(_ statements: repeat each S) async throws -> (repeat [(each S).Output]) {
        try await attempting("pipeline") { try await $0.run(repeat each statements) }
    }

    package func runEach<S: Statement>(_ statements: [S]) async throws -> [[S.Output]] {
        try await attempting("\(S.self)") { try await $0.runEach(statements) }
    }

    package func run(_ pipeline: Pipeline, for purpose: String = #function) async throws -> PipelineReplies {
        try await attempting(purpose) { try await $0.run(pipeline) }
    }

    package func query(
        _ sql: String,
        _ parameters: [Parameter] = [],
        for purpose: String = #function
    ) async throws -> [Row] {
        try await attempting(purpose) { try await $0.query(sql, parameters) }
    }

    @discardableResult
    package func update(
        _ sql: String,
        _ parameters: [Parameter] = [],
        for purpose: String = #function
    ) async throws -> Int {
        try await attempting(purpose) { try await $0.update(sql, parameters) }
    }

    package func execute(_ script: String, for purpose: String = #function) async throws {
        try await withConnection(for: purpose) { try await $0.execute(script) }
    }

    package func copyIn<Chunks: AsyncSequence>(
        _ sql: String,
        from chunks: Chunks,
        for purpose: String = #function
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await withConnection(for: purpose) { try await $0.copyIn(sql, from: chunks) }
    }

    package func copyIn(
        _ sql: String,
        from chunks: some Sequence<[UInt8]>,
        for purpose: String = #function
    ) async throws -> Int {
        try await withConnection(for: purpose) { try await $0.copyIn(sql, from: chunks) }
    }

    private func attempting<T>(_ purpose: String, _ body: (Connection) async throws -> T) async throws -> T {
        try await retrying(attemptsMax: 5) { try await withConnection(for: purpose, body) }
    }
}
