import CCurl
import Foundation
import Synchronization

/// One thread that drives the transfers of one multi handle.
///
/// libcurl blocks in one case only: *inside* `curl_multi_perform` it waits for the server's reply to the final dot of a
/// message, and for the reply to QUIT. A loop for SMTP therefore holds one connection (see `SMTPLanes`), so that a
/// server that needs a minute to reply delays no other transfer.
final class TransferLoop: Sendable {
    private struct State {
        var arrivals: [Submission] = []
        var isStopping = false
        var isStopped = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let multi: MultiHandle

    /// - Parameter didFinish: called on the loop's thread after each transfer.
    init(
        name: String,
        connections: ConnectionLimits,
        didFinish: @escaping @Sendable (TransferLoop) -> Void = { _ in }
    ) {
        multi = MultiHandle(connections: connections)
        let thread = Thread { LoopBody(loop: self, multi: self.multi, didFinish: didFinish).run() }
        thread.name = name
        thread.stackSize = 512 * 1_024
        thread.start()
    }

    /// Begins a transfer as soon as the thread wakes up.
    func submit(_ submission: Submission) {
        let isAccepted = state.withLock { state in
            if !state.isStopping { state.arrivals.append(submission) }
            return !state.isStopping
        }
        guard isAccepted else { return submission.exchange.finish(.shuttingDown) }
        multi.wake()
    }

    /// Makes the thread look at its cancellations.
    func wake() { multi.wake() }

    /// Accepts no more work. The thread ends when it has finished its transfers.
    func beginStopping() {
        state.withLock { $0.isStopping = true }
        multi.wake()
    }

    /// Stops, and returns when the thread has ended.
    func stop() async {
        beginStopping()
        await withCheckedContinuation { continuation in
            let isStopped = state.withLock { state in
                if !state.isStopped { state.waiters.append(continuation) }
                return state.isStopped
            }
            if isStopped { continuation.resume() }
        }
    }

    fileprivate func takeArrivals() -> (submissions: [Submission], isStopping: Bool) {
        state.withLock { state in
            defer { state.arrivals = [] }
            return (state.arrivals, state.isStopping)
        }
    }

    fileprivate func didStop() {
        let waiters = state.withLock { state in
            state.isStopped = true
            return state.waiters
        }
        waiters.forEach { $0.resume() }
    }
}

/// The work of the thread, and the state that only the thread may touch.
private final class LoopBody {
    private let loop: TransferLoop
    private let multi: MultiHandle
    private let didFinish: @Sendable (TransferLoop) -> Void
    private var running: [EasyHandle.Key: RunningTransfer] = [:]
    private var spareHandles: [EasyHandle] = []
    /// The connection that the latest transfer left open.
    private var idleSocket: CInt?

    init(loop: TransferLoop, multi: MultiHandle, didFinish: @escaping @Sendable (TransferLoop) -> Void) {
        self.loop = loop
        self.multi = multi
        self.didFinish = didFinish
    }

    func run() {
        while true {
            let (arrivals, isStopping) = loop.takeArrivals()
            arrivals.forEach(begin)
            multi.perform()
            while let (key, code) = multi.nextFinished() { end(key, code) }
            if isStopping, running.isEmpty { break }
            multi.sleep(millisecondsMax: running.isEmpty ? Self.idleMilliseconds : Self.busyMilliseconds)
        }
        if let idleSocket { Socket.expectNothingMore(from: idleSocket) }
        loop.didStop()
    }

    private func begin(_ submission: Submission) {
        let timeLeft = submission.timeLeft
        if submission.cancellation.isRequested {
            return refuse(submission, "given up before it began")
        }
        if timeLeft <= .zero {
            return refuse(submission, "no connection was free before the deadline")
        }
        begin(RunningTransfer(submission, on: spareHandles.popLast() ?? EasyHandle()), timeLeft: timeLeft)
    }

    private func begin(_ transfer: RunningTransfer, timeLeft: Duration) {
        transfer.prepare(timeLeft: timeLeft)
        running[transfer.handle.key] = transfer
        multi.add(transfer.handle)
    }

    private func refuse(_ submission: Submission, _ explanation: String) {
        submission.exchange.finish(.neverBegan(explanation))
        didFinish(loop)
    }

    private func end(_ key: EasyHandle.Key, _ code: CURLcode) {
        guard let transfer = running.removeValue(forKey: key) else { preconditionFailure("a transfer ended twice") }
        let handle = transfer.handle
        let end = TransferEnd(
            code: code,
            explanation: handle.explanation(of: code),
            openedConnection: handle.openedConnection
        )
        settleConnection(of: handle, after: end)
        multi.remove(handle)
        let timeLeft = transfer.submission.timeLeft
        if timeLeft > .zero, transfer.submission.exchange.deservesFreshConnection(after: end) {
            return begin(RunningTransfer(transfer.submission, on: handle), timeLeft: timeLeft)
        }
        handle.reset()
        spareHandles.append(handle)
        transfer.submission.exchange.finish(end)
        didFinish(loop)
    }

    /// libcurl keeps a connection on which it gave up waiting for a reply, and would take the late reply as the answer
    /// to the next message's first command. Once the connection is shut down, libcurl finds it dead and does not use it
    /// again.
    private func settleConnection(of handle: EasyHandle, after end: TransferEnd) {
        idleSocket = handle.socket
        guard !end.isSuccess, let socket = idleSocket else { return }
        Socket.abandon(socket)
        idleSocket = nil
    }

    private static let idleMilliseconds: Int32 = 60_000
    /// The longest time until a request to give up is seen.
    private static let busyMilliseconds: Int32 = 1_000
}
