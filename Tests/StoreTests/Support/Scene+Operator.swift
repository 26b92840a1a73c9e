import Postgres

/// Operators' actions on jobs, one line each.
extension Scene {
    func prepare(_ verb: String, _ filter: String, runAt: String? = nil) async throws -> (action: Int64, matched: Int) {
        let row = try await rows(
            "SELECT * FROM queue.preview($1, $2::jsonb, $3::timestamptz)",
            [.text(verb), .literal(filter), .literal(runAt)]
        )[0]
        return (try row.integer("action"), try row.int("matched"))
    }

    func apply(_ action: Int64) async throws -> String {
        try await texts("queue.apply($1, 'the campaign is off')", [.integer(action)])[0]
    }

    func undo(_ action: Int64) async throws -> String {
        try await texts("queue.undo($1, 'it is on again')", [.integer(action)])[0]
    }
}
