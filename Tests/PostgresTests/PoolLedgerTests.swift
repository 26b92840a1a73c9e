import Testing

@testable import Postgres

struct PoolLedgerTests {
    @Test func `whatever happens, nobody waits while a place is free, and no place is lost`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var luck = SplitMix(seed)
        for _ in 1...200 {
            var ledger = PoolLedger<Int>(size: Int.random(in: 1...4, using: &luck))
            var (taken, made) = (0, 0)
            for _ in 1...100 {
                switch Int.random(in: 0...3, using: &luck) {
                case 0, 1:
                    if ledger.take(for: "somebody") != nil {
                        taken += 1
                    } else {
                        ledger.wait(.init(ticket: ledger.nextTicket(), purpose: "somebody") { _ in })
                    }
                case 2 where taken > 0:
                    made += 1
                    let next = ledger.giveBack(Bool.random(using: &luck) ? made : nil, from: "somebody")
                    if next == nil { taken -= 1 }
                default:
                    if let ticket = ledger.waiters.randomElement(using: &luck)?.ticket {
                        _ = ledger.stopWaiting(ticket)
                    }
                }
                #expect(ledger.taken == taken, "seed \(seed)")
                #expect(ledger.taken + ledger.idle.count <= ledger.size, "seed \(seed)")
                #expect(ledger.waiters.isEmpty || ledger.taken == ledger.size, "seed \(seed)")
            }
        }
    }

    @Test func `the account names holders and waiters, the most first`() {
        var ledger = PoolLedger<Int>(size: 3)
        for purpose in ["Advance", "Deliver", "Deliver"] { _ = ledger.take(for: purpose) }
        for purpose in ["Report", "Deliver"] {
            ledger.wait(.init(ticket: ledger.nextTicket(), purpose: purpose) { _ in })
        }
        #expect(ledger.account == "pool of 3, 3 taken (Deliver 2, Advance 1), 2 others waiting (Deliver 1, Report 1)")
    }
}
