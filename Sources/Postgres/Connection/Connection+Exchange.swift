extension Connection {
    /// Sends all `requests` together and reads all replies: one round trip, and outside of a transaction one implicit
    /// transaction.
    ///
    /// Every statement with parameters runs through libpq's pipeline mode, which carries one statement as well as many.
    /// A stale plan is prepared again, once, if that cannot repeat any work.
    func exchange(_ requests: [Request]) async throws(PostgresError) -> [ResultTable] {
        guard !requests.isEmpty else { return [] }
        return try await watched { () throws(PostgresError) in
            try prepareToSend()
            if let begin = unsentBegin {
                unsentBegin = nil
                return Array(try attempt([Request(sql: begin)] + requests, stake: .nothing).dropFirst())
            }
            let isAlone = !isInTransaction
            do throws(PostgresError) { return try attempt(requests, stake: stake) } catch {
                guard error.isStalePlan && isAlone && isOpen else { throw error }
                return try attempt(requests, stake: stake)
            }
        }
    }

    /// Refuses what cannot be sent, before anything is sent.
    func prepareToSend(isCancellable: Bool = true) throws(PostgresError) {
        guard !isCopying else { throw PostgresError(.misuse, "a COPY is under way on this connection") }
        guard isAlive() else {
            throw PostgresError(.connectionLost, "the connection was closed before anything was sent")
        }
        if isCancellable && Task.isCancelled { throw PostgresError(.cancelled, "cancelled before anything was sent") }
    }

    private func attempt(_ requests: [Request], stake: Patience.Stake) throws(PostgresError) -> [ResultTable] {
        var patience = patience(at: stake)
        var expected: [Reply] = []
        let values = try requests.map { request throws(PostgresError) in try request.values() }

        guard handle.enterPipeline() else { throw unsendable() }
        for (index, request) in requests.enumerated() {
            expected += try send(request, values[index], index: index, alreadySent: expected)
        }
        guard handle.endPipeline() else { throw unsendable() }

        defer { noteReusability() }
        return try receive(expected, requests, &patience)
    }

    /// What the loss of anything sent now would mean.
    var stake: Patience.Stake { isInTransaction ? .nothing : .commit }

    /// What the server will answer, in order.
    enum Reply {
        case preparation(PreparedKey, name: String, request: Int)
        case rows(request: Int)

        var request: Int {
            switch self {
            case .preparation(_, _, let request), .rows(let request): request
            }
        }
    }

    private func send(
        _ request: Request,
        _ values: ParameterValues,
        index: Int,
        alreadySent: [Reply]
    ) throws(PostgresError) -> [Reply] {
        let types = request.types
        guard request.isPrepared && !configuration.throughPooler else {
            guard handle.sendQuery(request.sql, types: types, values) else { throw unsendable(request) }
            return [.rows(request: index)]
        }
        let key = PreparedKey(sql: request.sql, types: types)
        if let name = prepared[key] ?? alreadySent.name(of: key) {
            guard handle.sendPrepared(name, values) else { throw unsendable(request) }
            return [.rows(request: index)]
        }
        preparedCount += 1
        let name = "s\(preparedCount)"
        guard handle.sendPrepare(name, request.sql, types: types), handle.sendPrepared(name, values) else {
            throw unsendable(request)
        }
        return [.preparation(key, name: name, request: index), .rows(request: index)]
    }

    /// libpq refused to queue the request: too many parameters, no memory, or a lost connection. Closes the connection,
    /// so that nothing half-sent remains.
    private func unsendable(_ request: Request? = nil) -> PostgresError {
        let words = handle.errorMessage.split(separator: "\n").first.map(String.init)
        let isGone = !handle.isOpen
        close()
        return PostgresError(
            isGone ? .connectionLost : .misuse,
            words ?? "libpq refused the statement",
            statement: request?.sql
        )
    }
}

extension [Connection.Reply] {
    fileprivate func name(of wanted: PreparedKey) -> String? {
        for case .preparation(let key, let name, _) in self where key == wanted { return name }
        return nil
    }
}
