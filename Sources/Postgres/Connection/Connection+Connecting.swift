extension Connection {
    func connect() async throws(PostgresError) {
        try await watched { () throws(PostgresError) in
            handle = ConnectionHandle(connectingTo: configuration.keywords)
            try shakeHands()
            guard handle.becomeNonblocking() else { throw refusal() }
            try settle()
        }
        noteReusability()
    }

    /// libpq says before each step what it waits for. Its manual asks to wait for writing before the first step.
    private func shakeHands() throws(PostgresError) {
        let deadline = ContinuousClock.now + configuration.connectMax
        var progress = ConnectionHandle.Progress.wantsToWrite
        while progress != .connected {
            guard progress != .failed, handle.descriptor >= 0 else { throw refusal() }
            let socket = Socket(descriptor: handle.descriptor, wakeup: wakeup)
            switch socket.wait(toRead: progress == .wantsToRead, toWrite: progress == .wantsToWrite, until: deadline) {
            case .ready: progress = handle.advance()
            case .woken: if Task.isCancelled { throw abandoned(.cancelled, "cancelled while connecting") }
            case .late:
                throw abandoned(
                    .unreachable,
                    "cannot connect to PostgreSQL: no answer within \(configuration.connectMax)"
                )
            }
        }
    }

    /// Sets by statement each setting that differs from what Relance needs: poolers do not pass `options` on, and
    /// `PGTZ` and `PGDATESTYLE` override it.
    private func settle() throws(PostgresError) {
        let unlike = Configuration.encodings.filter { handle.reported($0.key) != $0.value }
        guard !configuration.throughPooler || configuration.settings.isEmpty else {
            let names = configuration.settings.keys.sorted().joined(separator: ", ")
            throw abandoned(.address, "session settings cannot pass a transaction-mode pooler: \(names)")
        }
        let settings = unlike.map { "SET \($0.key) TO \($0.value.asLiteral)" }
        let script = settings + (configuration.throughPooler ? [] : [Self.endingWithClient])
        guard !script.isEmpty else { return }
        try runScript(
            script.joined(separator: "; "),
            Patience(upTo: configuration.connectTimeout, stake: .nothing)
        )
    }

    /// Ends a statement when its client is gone, so that the server does not work for a reader that no longer exists.
    /// Some operating systems cannot detect that; there the server refuses the setting and the session works without
    /// it.
    private static let endingWithClient = """
        DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '2s', false);
        EXCEPTION WHEN OTHERS THEN NULL; END $$
        """

    private func refusal() -> PostgresError {
        let error = PostgresError(refusal: handle.errorMessage, needsPassword: handle.needsPassword)
        close()
        return error
    }

    private func abandoned(_ kind: PostgresError.Kind, _ message: String) -> PostgresError {
        close()
        return PostgresError(kind, message)
    }
}
