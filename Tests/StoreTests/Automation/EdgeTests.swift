import Automation
import Postgres
import Store
import Testing

struct EdgeTests {
    private func cross(_ scene: Scene, _ matching: [Int64], of lookedAt: [Int64], trigger: Int = 0) async throws -> Set<
        Int64
    > {
        let edge = CrossEdge(
            workflow: "welcome",
            trigger: trigger,
            lookedAt: lookedAt.map { ContactID(rawValue: $0) },
            matching: matching.map { ContactID(rawValue: $0) }
        )
        return Set(try await scene.pool.run(edge).map(\.rawValue))
    }

    @Test func `only whoever starts to match crosses, and may do so again after ceasing to`() async throws {
        try await Scene.lend { scene async throws in
            #expect(try await cross(scene, [1, 2], of: [1, 2, 3]) == [1, 2])
            #expect(try await cross(scene, [1, 2, 3], of: [1, 2, 3]) == [3])
            #expect(try await cross(scene, [2], of: [1, 2]) == [])
            #expect(try await cross(scene, [1, 2, 3], of: [1, 2, 3]) == [1])
        }
    }

    @Test func `contacts that were not looked at stay as they were`() async throws {
        try await Scene.lend { scene in
            _ = try await cross(scene, [1, 2], of: [1, 2])
            #expect(try await cross(scene, [], of: [1]) == [])
            #expect(try await scene.texts("contact_id FROM automation.matches") == ["2"])
        }
    }

    @Test func `each trigger has its own edge`() async throws {
        try await Scene.lend { scene in
            _ = try await cross(scene, [1], of: [1])
            #expect(try await cross(scene, [1], of: [1], trigger: 1) == [1])
        }
    }
}
