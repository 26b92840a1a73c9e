import Foundation
import Postgres
import Store
import Testing

@testable import Worker

/// What the slots of a worker claim.
@Suite struct DutyTests {
    private struct Idle: Handler {
        let queue = "email"
        func batch(_ configuration: Worker.Configuration) -> Int { configuration.deliverBatch }
        func work(_ jobs: [Job], _ stint: Stint) async throws -> [Job] { [] }
    }

    private func duties(share: Int? = nil, slots: Int = 4, batch: Int = 200) -> [Duty] {
        var configuration = Worker.Configuration(name: "w", workspaceZone: .gmt)
        configuration.shares = share.map { ["email": $0] }
        (configuration.slots, configuration.deliverBatch) = (slots, batch)
        return configuration.duties(of: Idle())
    }

    @Test func `jobs of dead workers have slots of their own, so that no batch of others delays them`() {
        let ordinary = Array(repeating: Duty(ordinary: 200), count: 4)
        #expect(duties() == [Duty(suspects: 1), Duty(suspects: 32)] + ordinary)
        #expect(ordinary[0].suspectsInCrowd == 32)
    }

    @Test func `a share is used, but for what is kept for jobs of dead workers`() {
        #expect(duties(share: 50).map(\.ordinary) == [0, 0, 11, 11, 11, 10])
        #expect(duties(share: 50).map(\.suspects) == [1, 6, 0, 0, 0, 0])
        #expect(duties(share: 3).map(\.ordinary) == [1, 1, 1])
        #expect(duties(share: 1) == [Duty(ordinary: 1, suspects: 1)])
    }

    @Test(arguments: 1...300, [1, 4, 64])
    func `a worker never holds more than its share, and works what killed two by itself`(share: Int, slots: Int) {
        for batch in [1, 7, 200] {
            let duties = duties(share: share, slots: slots, batch: batch)
            let claimed = duties.map { max($0.ordinary, $0.suspects) }
            #expect(claimed.reduce(0, +) <= share && claimed.allSatisfy { 1...batch ~= $0 })
            #expect(duties.count { $0.suspects == 1 || $0.suspectsInCrowd == 1 } == 1)
            #expect(duties.allSatisfy { $0.suspectsInCrowd <= max($0.ordinary, $0.suspects) })
            #expect(duties.map(\.ordinary).reduce(0, +) >= min(share / 2, slots * batch))
        }
    }
}
