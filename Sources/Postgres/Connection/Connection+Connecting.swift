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

    /// libpq says what it waits for, step by step; before the first step, as its manual has it, for writing.
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

    /// Poolers do not pass `options` on, and `PGTZ` and `PGDATESTYLE` override them: what is not as it must be is set
    /// by statement.
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

    /// A statement ends when its client is gone, instead of waiting on for what nobody will read. Not every system the server
    /// runs on can see that: then the setting is refused, and the session does without.
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
