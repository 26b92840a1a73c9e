/// Everything that this process sends over SMTP and HTTP. A process has one; connections are kept and reused.
///
/// The calls are plain `async` functions: they take a slot, wait for the end and return the result. A cancelled task
/// gives up immediately, unless a message has reached its final dot. Then only the reply tells whether it was sent, and
/// the call waits for it until the deadline.
package final class Transfers: Sendable {
    package struct Limits: Sendable {
        /// The most connections to mail servers in total. Each takes one thread, because libcurl blocks while it waits
        /// for a server's last reply (see `TransferLoop`). Relays seldom allow more than 20.
        package var smtpConnectionsMax = 16
        package var httpConnectionsMax = 32
        /// A slow host takes no more than this share.
        package var httpConnectionsPerHostMax = 8

        package init() {}

        package init(smtpConnectionsMax: Int, httpConnectionsMax: Int = 32, httpConnectionsPerHostMax: Int = 8) {
            self.smtpConnectionsMax = smtpConnectionsMax
            self.httpConnectionsMax = httpConnectionsMax
            self.httpConnectionsPerHostMax = httpConnectionsPerHostMax
        }
    }

    private let smtp: SMTPLanes
    /// Two loops, so that a URL that may not reach private addresses never reuses a connection to one.
    private let publicWeb: TransferLoop
    private let anyWeb: TransferLoop

    package init(limits: Limits = Limits()) {
        smtp = SMTPLanes(connectionsMax: limits.smtpConnectionsMax)
        publicWeb = Self.webLoop("http-public", limits)
        anyWeb = Self.webLoop("http", limits)
    }

    deinit {
        publicWeb.beginStopping()
        anyWeb.beginStopping()
    }

    /// Hands one message to its server.
    package func perform(_ transfer: SMTPTransfer) async -> SMTPOutcome {
        if let defect = transfer.defect { return .notAccepted(defect) }
        return await perform(within: transfer.deadline, wake: smtp.noticeCancellations) { completion in
            SMTPExchange(transfer, completion: completion)
        } submit: { submission in
            self.smtp.submit(submission, to: transfer.server)
        }
    }

    /// Visits a mail server without a message.
    package func perform(_ probe: SMTPProbe) async -> SMTPProbe.Outcome {
        await perform(within: probe.deadline, wake: smtp.noticeCancellations) { completion in
            SMTPProbeExchange(probe, completion: completion)
        } submit: { submission in
            self.smtp.submit(submission, to: probe.server)
        }
    }

    /// Makes one request.
    package func perform(_ transfer: HTTPTransfer) async -> HTTPOutcome {
        if let defect = transfer.defect { return .notSent(defect) }
        let web = transfer.allowsPrivateAddresses ? anyWeb : publicWeb
        return await perform(within: transfer.deadline, wake: web.wake) { completion in
            HTTPExchange(transfer, completion: completion)
        } submit: { submission in
            web.submit(submission)
        }
    }

    /// Refuses new transfers, waits for those under way (at most until their deadlines) and closes all connections.
    package func shutDown() async {
        await smtp.stop()
        await publicWeb.stop()
        await anyWeb.stop()
    }

    private func perform<Outcome: Sendable>(
        within deadline: Duration,
        wake: @escaping @Sendable () -> Void,
        making exchange: (@escaping @Sendable (Outcome) -> Void) -> any Exchange,
        submit: (Submission) -> Void
    ) async -> Outcome {
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let exchange = exchange { continuation.resume(returning: $0) }
                submit(Submission(exchange: exchange, deadline: .now + deadline, cancellation: cancellation))
            }
        } onCancel: {
            cancellation.request()
            wake()
        }
    }

    private static func webLoop(_ name: String, _ limits: Limits) -> TransferLoop {
        let connections = ConnectionLimits(
            openMax: limits.httpConnectionsMax,
            openPerHostMax: limits.httpConnectionsPerHostMax,
            keptMax: limits.httpConnectionsMax
        )
        return TransferLoop(name: name, connections: connections)
    }
}
