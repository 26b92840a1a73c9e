/// The bookkeeping of a pool. It is pure, so that it can be read and tested without a database.
///
/// Invariant: a borrower waits only while every slot is taken. A slot that becomes free goes directly to the borrower
/// who has waited longest.
struct PoolLedger<Member: Sendable> {
    /// What a borrower may do now.
    enum Grant: Sendable {
        /// Use this connection, which may have died while idle.
        case use(Member)
        /// A slot is free: open a connection for it.
        case open
        case refused(Refusal)
    }

    enum Refusal: Sendable {
        case late, cancelled, closed
    }

    struct Waiter: Sendable {
        let ticket: Int
        let purpose: String
        let answer: @Sendable (Grant) -> Void
    }

    let size: Int
    private(set) var idle: [Member] = []
    /// How many slots each purpose holds, including those whose connection is still being opened.
    private(set) var holders: [String: Int] = [:]
    private(set) var waiters: [Waiter] = []
    private(set) var isClosed = false
    private var lastTicket = 0

    init(size: Int) { self.size = size }

    var taken: Int { holders.values.reduce(0, +) }

    /// A slot immediately, or `nil` if the borrower must wait. The connection used last is lent first, so the others
    /// can age and be closed.
    mutating func take(for purpose: String) -> Grant? {
        if isClosed { return .refused(.closed) }
        guard taken < size else { return nil }
        holders[purpose, default: 0] += 1
        return idle.popLast().map(Grant.use) ?? .open
    }

    mutating func nextTicket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    mutating func wait(_ waiter: Waiter) { waiters.append(waiter) }

    mutating func stopWaiting(_ ticket: Int) -> Waiter? {
        waiters.firstIndex { $0.ticket == ticket }.map { waiters.remove(at: $0) }
    }

    /// Frees a slot, with its connection, or without one that is of no more use. Returns the next waiter and its grant.
    mutating func giveBack(_ member: Member?, from purpose: String) -> (Waiter, Grant)? {
        holders[purpose] = holders[purpose].flatMap { $0 > 1 ? $0 - 1 : nil }
        if let member, !isClosed { idle.append(member) }
        guard let next = waiters.first, let grant = take(for: next.purpose) else { return nil }
        waiters.removeFirst()
        return (next, grant)
    }

    /// Refuses every later borrower. Returns the waiters to tell and the connections to close.
    mutating func close() -> (waiters: [Waiter], idle: [Member]) {
        defer { (isClosed, waiters, idle) = (true, [], []) }
        return (waiters, idle)
    }
}

extension PoolLedger {
    /// «pool of 8, all taken (Deliver 6, Advance 2), 3 others waiting (Advance 3)»
    var account: String {
        let holding = Self.list(holders)
        let waiting = Self.list(Dictionary(grouping: waiters, by: \.purpose).mapValues(\.count))
        let queue = waiters.isEmpty ? "nobody else waiting" : "\(waiters.count) others waiting (\(waiting))"
        return "pool of \(size), \(taken) taken (\(holding)), \(queue)"
    }

    private static func list(_ counts: [String: Int]) -> String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }.joined(
            separator: ", "
        )
    }
}
