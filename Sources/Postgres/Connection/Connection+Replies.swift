extension Connection {
    /// Reads every reply of a pipeline to its end, even after a failure, so that the connection can be used again. Then
    /// throws the first failure.
    func receive(_ expected: [Reply], _ requests: [Request], _ patience: inout Patience) throws(PostgresError)
        -> [ResultTable]
    {
        var tables: [ResultTable] = []
        var failure: PostgresError?
        for reply in expected {
            let sql = requests[reply.request].sql
            switch try answer(sql, &patience) {
            case .success(let table):
                if case .preparation(let key, let name, _) = reply {
                    prepared[key] = name
                } else {
                    tables.append(table)
                }
            case .failure(let error):
                failure = failure ?? error
                if error.isStalePlan { prepared = prepared.filter { $0.key.sql != sql } }
            case nil:
                break
            }
        }
        try readPipelineEnd(&patience)
        if let failure { throw failure }
        return tables
    }

    /// The outcome of one command; `nil` if the server skipped it because an earlier one failed.
    private func answer(_ sql: String, _ patience: inout Patience) throws(PostgresError) -> Result<
        ResultTable, PostgresError
    >? {
        var outcome: Result<ResultTable, PostgresError>?
        while let result = try nextResult(&patience) {
            switch result.outcome {
            case .rows, .done, .empty: outcome = .success(ResultTable(result))
            case .failed: outcome = .failure(try report(result, sql, patience))
            case .copyIn, .copyOut: throw abandonCopy(sql)
            case .skipped, .pipelineEnd: break
            }
        }
        return outcome
    }

    private func readPipelineEnd(_ patience: inout Patience) throws(PostgresError) {
        guard let end = try nextResult(&patience), end.outcome == .pipelineEnd, handle.exitPipeline() else {
            throw lost(patience)
        }
    }

    /// Returns the error of a statement. Throws it if it also ended the connection.
    func report(_ result: borrowing ResultHandle, _ sql: String, _ patience: Patience) throws(PostgresError)
        -> PostgresError
    {
        var error = PostgresError(result, statement: sql)
        guard handle.isOpen, !["FATAL", "PANIC"].contains(result.field(.severity)) else { throw lost(patience, error) }
        if error.kind == .timeout && patience.interruption == .cancelled { error.kind = .cancelled }
        if error.condemnsConnection { isCondemned = true }
        return error
    }

    private func abandonCopy(_ sql: String) -> PostgresError {
        close()
        return PostgresError(.misuse, "COPY is run with copyIn(_:from:)", statement: sql)
    }
}

extension Connection {
    /// Runs several statements without parameters, separated by semicolons. Outside of a transaction they succeed or
    /// fail together, unless they manage a transaction themselves. For migrations and administration.
    /// `statementTimeout` applies to each of them.
    ///
    /// As a script may contain COMMIT, a connection lost before its reply is always `.commitUnknown`.
    package func execute(_ script: String) async throws(PostgresError) {
        try await watched { () throws(PostgresError) in
            try prepareToSend()
            defer { noteReusability() }
            try runScript(afterUnsentBegin(script), Patience(upTo: nil, stake: .commit))
        }
    }

    /// Returns the tag of the last command.
    @discardableResult
    func runScript(_ script: String, _ patience: Patience) throws(PostgresError) -> String {
        guard !script.utf8.contains(0) else { throw PostgresError(.misuse, "a script cannot contain a NUL character") }
        guard handle.sendScript(script) else { throw lost(patience) }
        var patience = patience
        var failure: PostgresError?
        var tag = ""
        while let result = try nextResult(&patience) {
            switch result.outcome {
            case .failed: failure = try report(result, script, patience)
            case .copyIn, .copyOut: throw abandonCopy(script)
            default: tag = result.commandTag
            }
        }
        guard handle.isOpen else { throw lost(patience) }
        if let failure { throw failure }
        return tag
    }
}
