import Synchronization

/// A bounded number of SMTP connections, each in its own loop. A connection is opened when it is first needed and kept
/// for reuse.
final class SMTPLanes: Sendable {
    private struct State {
        var lanes: [TransferLoop] = []
        /// Most recently used last. Lanes are taken from the end, so that a quiet hour leaves few connections open.
        var idle: [Lane] = []
        var busy: [ObjectIdentifier: SMTPServer] = [:]
        var waiting: [Waiting] = []
        var isStopping = false
    }

    private struct Lane {
        let loop: TransferLoop
        /// The server that the open connection leads to.
        let server: SMTPServer
    }

    private struct Waiting {
        let submission: Submission
        let server: SMTPServer
    }

    /// A lane has one transfer at a time and keeps one connection.
    private static let oneKept = ConnectionLimits(openMax: nil, openPerHostMax: nil, keptMax: 1)

    private let state = Mutex(State())
    private let connectionsMax: Int

    init(connectionsMax: Int) { self.connectionsMax = connectionsMax }

    /// Begins the transfer on a free connection, or as soon as one becomes free; first come, first served.
    func submit(_ submission: Submission, to server: SMTPServer) {
        let waiting = Waiting(submission: submission, server: server)
        let (isStopping, lane) = state.withLock { state in
            (state.isStopping, state.isStopping ? nil : place(waiting, in: &state))
        }
        if isStopping { submission.exchange.finish(.shuttingDown) }
        lane?.submit(submission)
    }

    /// Gives up the waiting transfers that were cancelled, and makes the lanes look at their own cancellations.
    func noticeCancellations() {
        let (lanes, cancelled) = state.withLock { state in
            let cancelled = state.waiting.filter(\.submission.cancellation.isRequested)
            state.waiting.removeAll(where: \.submission.cancellation.isRequested)
            return (state.lanes, cancelled)
        }
        cancelled.forEach { $0.submission.exchange.finish(.neverBegan("given up before it began")) }
        lanes.forEach { $0.wake() }
    }

    deinit { state.withLock { $0.lanes }.forEach { $0.beginStopping() } }

    func stop() async {
        let (lanes, waiting) = state.withLock { state in
            defer { (state.waiting, state.isStopping) = ([], true) }
            return (state.lanes, state.waiting)
        }
        waiting.forEach { $0.submission.exchange.finish(.shuttingDown) }
        for lane in lanes { await lane.stop() }
    }

    /// The lane for the transfer: one connected to its server, a new one, or any idle one. If there is none, the
    /// transfer waits.
    private func place(_ waiting: Waiting, in state: inout State) -> TransferLoop? {
        if let index = state.idle.lastIndex(where: { $0.server == waiting.server }) {
            return occupy(state.idle.remove(at: index).loop, for: waiting.server, in: &state)
        }
        if state.lanes.count < connectionsMax {
            return occupy(openLane(in: &state), for: waiting.server, in: &state)
        }
        if !state.idle.isEmpty {
            return occupy(state.idle.removeFirst().loop, for: waiting.server, in: &state)
        }
        state.waiting.append(waiting)
        return nil
    }

    private func occupy(_ loop: TransferLoop, for server: SMTPServer, in state: inout State) -> TransferLoop {
        state.busy[ObjectIdentifier(loop)] = server
        return loop
    }

    private func openLane(in state: inout State) -> TransferLoop {
        let lane = TransferLoop(name: "smtp-\(state.lanes.count + 1)", connections: Self.oneKept) { [weak self] in
            self?.laneIsFree($0)
        }
        state.lanes.append(lane)
        return lane
    }

    private func laneIsFree(_ loop: TransferLoop) {
        let next = state.withLock { state -> Waiting? in
            let server = state.busy.removeValue(forKey: ObjectIdentifier(loop))
            guard let next = state.waiting.first else {
                if let server { state.idle.append(Lane(loop: loop, server: server)) }
                return nil
            }
            state.waiting.removeFirst()
            state.busy[ObjectIdentifier(loop)] = next.server
            return next
        }
        if let next { loop.submit(next.submission) }
    }
}
