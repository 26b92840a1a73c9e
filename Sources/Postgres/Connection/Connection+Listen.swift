extension Connection {
    /// A message of `NOTIFY channel, 'payload'`.
    package struct Notification: Sendable, Equatable {
        package let channel: String
        package let payload: String
        /// The process of the server that sent it.
        package let sender: Int32

        package init(channel: String, payload: String, sender: Int32) {
            (self.channel, self.payload, self.sender) = (channel, payload, sender)
        }
    }
}

/// Listening needs a connection that does nothing else. It never opens a transaction, because that would hold up the
/// server's notification queue for every session. While it waits, its thread responds only to the task's cancellation.
///
/// Notifications are hints. Those sent while no connection was listening are lost: look at the tables after `listen`
/// returns, after every error, and from time to time.
extension Connection {
    /// Throws `.misuse` through a transaction-mode pooler, where LISTEN would be lost silently.
    package func listen(to channels: [String]) async throws(PostgresError) -> Notifications {
        guard !configuration.throughPooler else {
            throw PostgresError(.misuse, "LISTEN does not pass a transaction-mode pooler: poll")
        }
        guard !isInTransaction || !isOpen else {
            throw PostgresError(.misuse, "LISTEN inside a transaction would hold up the server")
        }
        try await execute(channels.map { "LISTEN \($0.asIdentifier)" }.joined(separator: "; "))
        return Notifications(connection: self)
    }

    /// The next notification, or `nil` if none arrives within `limit`. Throws `.connectionLost` when the other end is
    /// known to be gone; a silent server is pinged every ten seconds.
    package func nextNotification(within limit: Duration) async throws(PostgresError) -> Notification? {
        try await watched { () throws(PostgresError) in
            let deadline = ContinuousClock.now + limit
            while true {
                try prepareToSend()
                if let notification = handle.takeNotification() { return notification }
                guard ContinuousClock.now < deadline else { return nil }
                let socket = Socket(descriptor: handle.descriptor, wakeup: wakeup)
                let ping = ContinuousClock.now + Self.silenceMax
                if socket.wait(toWrite: false, until: min(deadline, ping)) == .late, ping <= .now { try self.ping() }
            }
        }
    }

    /// An empty statement, which the server only has to answer.
    private func ping() throws(PostgresError) { try runScript("", Patience(upTo: Self.pingMax, stake: .nothing)) }

    private static let silenceMax: Duration = .seconds(10)
    private static let pingMax: Duration = .seconds(5)
}

/// The notifications of one listening connection, as they come. Ends when the task is cancelled; throws when the
/// connection is lost.
package struct Notifications: AsyncSequence, Sendable {
    package typealias Element = Connection.Notification
    package typealias Failure = PostgresError

    let connection: Connection

    package func makeAsyncIterator() -> Iterator { Iterator(connection: connection) }

    package struct Iterator: AsyncIteratorProtocol {
        let connection: Connection

        package mutating func next() async throws(PostgresError) -> Element? {
            try await next(isolation: #isolation)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(PostgresError) -> Element? {
            do {
                while true {
                    if let notification = try await connection.nextNotification(within: .seconds(3600)) {
                        return notification
                    }
                }
            } catch {
                guard error.kind == .cancelled else { throw error }
                return nil
            }
        }
    }
}
