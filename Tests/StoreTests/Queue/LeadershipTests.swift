import Foundation
import Postgres
import Store
import Testing

struct LeadershipTests {
    private func take(_ holder: String, for lease: Duration = .seconds(60), in scene: Scene) async throws -> Int64? {
        // No row at all: another process leads.
        try await scene.pool.one(TakeLead(of: "coordinator", as: holder, lease: lease))
    }

    @Test func `of many candidates one leads`() async throws {
        try await Scene.lend { scene in
            let terms = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for number in 0..<12 { group.addTask { try await take("c\(number)", in: scene) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(terms.compactMap { $0 } == [1])
        }
    }

    @Test func `renewing keeps the term; a change of leader adds one`() async throws {
        try await Scene.lend { scene async throws in
            #expect(try await take("a", in: scene) == 1)
            #expect(try await take("a", in: scene) == 1)
            #expect(try await take("b", in: scene) == nil)
            #expect(try await take("a", for: .seconds(-1), in: scene) == 1)
            #expect(try await take("b", in: scene) == 2)
            #expect(try await take("a", in: scene) == nil)
        }
    }

    @Test func `a leader that was away and comes back first keeps its term`() async throws {
        try await Scene.lend { scene async throws in
            #expect(try await take("a", for: .seconds(-1), in: scene) == 1)
            #expect(try await take("a", in: scene) == 1)
        }
    }

    @Test func `stepping down frees the lead at once, and only one's own`() async throws {
        try await Scene.lend { scene in
            _ = try await take("a", in: scene)
            _ = try await scene.pool.run(StepDown(from: "coordinator", as: "b"))
            #expect(try await take("b", in: scene) == nil)

            _ = try await scene.pool.run(StepDown(from: "coordinator", as: "a"))
            #expect(try await take("b", in: scene) == 2)
        }
    }

    @Test(arguments: ["queue.release_rated($1, 'email', 10)", "automation.take_turns($1, 10)"])
    func `whoever led before spends no allowance and takes no turns`(verb: String) async throws {
        try await Scene.lend { scene in
            let term = try await scene.lead(as: "old")
            _ = try await scene.rows("SELECT \(verb)", [.integer(term)])
            _ = try await scene.pool.run(StepDown(from: "coordinator", as: "old"))
            _ = try await scene.lead(as: "new")
            let refusal = await refusal { _ = try await scene.rows("SELECT \(verb)", [.integer(term)]) }

            #expect(refusal?.isTermOver == true)
        }
    }
}
