/// The loop between libpq's non-blocking calls. Every wait for the server happens in `wait` below.
extension Connection {
    /// Lets the task's cancellation end the waits inside `body`, which runs without suspending.
    func watched<T>(_ body: () throws(PostgresError) -> T) async throws(PostgresError) -> T {
        let result = await withTaskCancellationHandler {
            outcome(of: body)
        } onCancel: { [wakeup] in
            wakeup.ring()
        }
        return try result.get()
    }

    /// A method, so that the closure that calls it captures `self` and runs on the connection's thread. A closure that
    /// only called `body` would have no isolation and run on the cooperative pool.
    private func outcome<T>(of body: () throws(PostgresError) -> T) -> Result<T, PostgresError> {
        assertIsolated()
        return Result { () throws(PostgresError) -> T in try body() }
    }

    /// Whether the server behind an idle session is still there. Takes what has arrived, and never waits.
    package func isAlive() -> Bool {
        let socket = Socket(descriptor: handle.descriptor, wakeup: wakeup)
        while handle.isOpen, socket.hasNews {
            if !handle.consumeInput() { break }
        }
        if !handle.isOpen { close() }
        return handle.isOpen
    }

    /// The next result of the running command, or `nil` at its end.
    func nextResult(_ patience: inout Patience) throws(PostgresError) -> ResultHandle? {
        var isFlushed = try flush(patience)
        while handle.isBusy || !isFlushed {
            try wait(toWrite: !isFlushed, &patience)
            isFlushed = try flush(patience)
        }
        return handle.nextResult()
    }

    /// Sends everything libpq still holds.
    func flushAll(_ patience: inout Patience) throws(PostgresError) {
        while try !flush(patience) { try wait(toWrite: true, &patience) }
    }

    /// Sleeps once: until the socket is ready, the task is cancelled, or the deadline passes.
    func wait(toWrite: Bool, _ patience: inout Patience) throws(PostgresError) {
        let socket = Socket(descriptor: handle.descriptor, wakeup: wakeup)
        switch socket.wait(toWrite: toWrite, until: patience.deadline) {
        case .ready: if !handle.consumeInput() { throw lost(patience) }
        case .woken: if Task.isCancelled && patience.isCancellable { try interrupt(.cancelled, &patience) }
        case .late: try interrupt(.late, &patience)
        }
    }

    private func flush(_ patience: Patience) throws(PostgresError) -> Bool {
        switch handle.flush() {
        case .everything: return true
        case .some: return false
        case .failed: throw lost(patience)
        }
    }

    /// First asks the server to stop, if the configuration allows it, and gives it time to answer. If it is late after
    /// that, closes the connection.
    private func interrupt(_ reason: Patience.Interruption, _ patience: inout Patience) throws(PostgresError) {
        if patience.interrupt(reason), reason == .cancelled || configuration.asksToStop { return handle.cancel() }
        guard reason == .late else { return }
        close()
        let message = "the server did not answer; the connection was closed"
        guard patience.stake == .nothing else { throw PostgresError(.commitUnknown, message) }
        throw PostgresError(patience.interruption == .cancelled ? .cancelled : .timeout, message)
    }

    /// Closes the lost connection, and returns an error that says what the loss means for the work under way.
    func lost(_ patience: Patience, _ report: PostgresError? = nil) -> PostgresError {
        let words = handle.errorMessage.split(separator: "\n").first.map(String.init)
        close()
        var error = report ?? PostgresError(.connectionLost, words ?? "the connection to the server was lost")
        error.kind = patience.stake == .commit ? .commitUnknown : .connectionLost
        return error
    }
}
