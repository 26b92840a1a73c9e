import Foundation
import Postgres
import Store
import Testing

@testable import Worker

/// What the slots of a worker claim.
@Suite struct DutyTests {
    private struct Idle: Handler {
        let queue = "email"
        func batch(_ configuration: Worker.Configuration) -> Int { 200 }
        func work(_ jobs: [Job], _ stint: Stint) async throws -> [Job] { [] }
    }

    private func duties(share: Int?) -> [Duty] {
        var configuration = Worker.Configuration(name: "w", workspaceZone: .gmt)
        configuration.shares = share.map { ["email": $0] }
        return configuration.duties(of: Idle())
    }

    @Test func `jobs of dead workers have slots of their own, so that no batch of others delays them`() {
        let ordinary = Array(repeating: Duty(ordinary: 200), count: 4)
        #expect(duties(share: nil) == [Duty(suspects: 1), Duty(suspects: 32)] + ordinary)
    }

    @Test(arguments: 1...300)
    func `a worker never holds more than its share, and takes both kinds`(share: Int) {
        let duties = duties(share: share)
        let claimed = duties.map { max($0.ordinary, $0.suspects) }
        #expect(claimed.reduce(0, +) <= share && claimed.allSatisfy { $0 > 0 })
        #expect(duties.contains { $0.ordinary > 0 } && duties.contains { $0.suspects == 1 })
    }
}
