import Foundation
import Postgres
import Store
import Testing

@testable import Worker

/// The roles of a worker's slots.
@Suite struct SlotRoleTests {
    private struct Idle: Handler {
        let queue = "email"
        func batch(_ configuration: Worker.Configuration) -> Int { configuration.deliverBatch }
        func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job] { [] }
    }

    private func roles(share: Int? = nil, slots: Int = 4, batch: Int = 200) -> [SlotRole] {
        var configuration = Worker.Configuration(name: "w", workspaceZone: .gmt)
        configuration.shares = share.map { ["email": $0] }
        (configuration.slots, configuration.deliverBatch) = (slots, batch)
        return configuration.roles(of: Idle())
    }

    @Test func `jobs of dead workers have slots of their own, so that no batch of others delays them`() {
        let ordinary = Array(repeating: SlotRole(ordinary: 200), count: 4)
        #expect(roles() == [SlotRole(suspects: 1), SlotRole(suspects: 32)] + ordinary)
        #expect(ordinary[0].suspectsInCrowd == 32)
    }

    @Test func `a share is used, but for what is kept for jobs of dead workers`() {
        #expect(roles(share: 50).map(\.ordinary) == [0, 0, 11, 11, 11, 10])
        #expect(roles(share: 50).map(\.suspects) == [1, 6, 0, 0, 0, 0])
        #expect(roles(share: 3).map(\.ordinary) == [1, 1, 1])
        #expect(roles(share: 1) == [SlotRole(ordinary: 1, suspects: 1)])
    }

    @Test(arguments: 1...300, [1, 4, 64])
    func `a worker never holds more than its share, and works what killed two by itself`(share: Int, slots: Int) {
        for batch in [1, 7, 200] {
            let roles = roles(share: share, slots: slots, batch: batch)
            let claimed = roles.map { max($0.ordinary, $0.suspects) }
            #expect(claimed.reduce(0, +) <= share && claimed.allSatisfy { 1...batch ~= $0 })
            #expect(roles.count { $0.suspects == 1 || $0.suspectsInCrowd == 1 } == 1)
            #expect(roles.allSatisfy { $0.suspectsInCrowd <= max($0.ordinary, $0.suspects) })
            #expect(roles.map(\.ordinary).reduce(0, +) >= min(share / 2, slots * batch))
        }
    }
}
