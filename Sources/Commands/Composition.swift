import API
import ArgumentParser
import Automation
import Coordinator
import Curl
import Delivery
import Foundation
import Logging
import Postgres
import Settings
import Store
import Telemetry
import Tracking
import Worker

/// Builds and connects the parts from the settings. No other code does.
struct Composition {
    let settings: Settings
    let observer: Observer
    let metrics = Metrics()

    init(_ settings: Settings, observer: Observer? = nil) {
        self.settings = settings
        self.observer = observer ?? Observer(LogReader(logger: Logger(label: "relance")).read, metrics.read)
    }

    /// The time in which a process must finish when it is asked to stop.
    var grace: Duration { settings.worker.grace }

    func database(application: String) throws -> Postgres.Configuration {
        var configuration = try Postgres.Configuration(settings.database.url?.value ?? "")
        configuration.applicationName = "relance \(application)"
        configuration.reconnectFor = settings.database.reconnectFor
        configuration.throughPooler = !settings.database.preparedStatements
        return configuration
    }

    /// For commands that a person waits for: a wrong address is reported immediately, not after minutes of trying.
    func connection(application: String) async throws -> Connection {
        var configuration = try database(application: application)
        configuration.reconnectFor = .zero
        return try await Connection.open(configuration)
    }

    func pool(application: String, size: Int? = nil) throws -> Pool {
        Pool(
            try database(application: application),
            size: size ?? settings.database.poolSize,
            waitMax: settings.database.waitMax
        )
    }

    func coordinator() throws -> Coordinator {
        var configuration = Coordinator.Configuration(
            name: "\(settings.worker.identity)-\(UUID().uuidString.prefix(8))",
            workspaceZone: settings.workspace.timeZone
        )
        configuration.batch = settings.coordinator.batch
        configuration.tick = settings.coordinator.tick
        configuration.lease = settings.coordinator.lease
        configuration.retention = Dictionary(
            uniqueKeysWithValues: retention.compactMap { span in span.1.map { (span.0, $0) } }
        )
        configuration.workerExpiry = settings.worker.expiry
        return Coordinator(pool: try pool(application: "coordinator"), configuration: configuration, observer: observer)
    }

    /// The retention of each category; nil: indefinitely.
    var retention: [(RetentionCategory, Duration?)] {
        let kept = settings.retention
        return RetentionCategory.allCases.map { category in
            switch category {
            case .jobs: (category, settings.coordinator.keepHistory)
            case .events: (category, kept.events)
            case .history: (category, kept.history)
            case .messages: (category, kept.messages)
            case .messageIDs: (category, kept.messageIDs)
            case .refused: (category, kept.refused)
            case .deliveries: (category, kept.deliveries)
            case .enrollments: (category, kept.enrollments)
            case .stages: (category, kept.stages)
            }
        }
    }

    /// - Parameter queues: replace the queues of the settings.
    func worker(_ queues: [QueueShare]? = nil) throws -> Worker {
        var configuration = Worker.Configuration(
            name: "\(settings.worker.identity)-\(UUID().uuidString.prefix(8))",
            workspaceZone: settings.workspace.timeZone
        )
        configuration.slots = settings.worker.slots
        configuration.shares = try shares(queues ?? settings.worker.queues)
        configuration.deliverBatch = settings.worker.batch
        configuration.advanceBatch = settings.worker.advanceBatch
        configuration.pollBusy = settings.worker.pollBusy
        configuration.pollIdle = settings.worker.pollIdle
        configuration.heartbeat = settings.worker.heartbeat
        configuration.expiry = settings.worker.expiry
        configuration.lease = settings.worker.lease
        // Every slot of both kinds may need a connection at the same time.
        let size = max(settings.database.poolSize, 2 * configuration.slotsAtMost + 1)
        let pool = try pool(application: "worker", size: size)
        return Worker(pool: pool, configuration: configuration, postOffice: try postOffice(), observer: observer)
    }

    private func shares(_ queues: [QueueShare]) throws -> [String: Int]? {
        if let stranger = queues.first(where: { !Worker.queues.contains($0.queue) }) {
            let known = Worker.queues.joined(separator: ", ")
            throw ValidationError("worker.queues: no worker does \"\(stranger.queue)\"; there are: \(known)")
        }
        return queues.isEmpty ? nil : Dictionary(queues.map { ($0.queue, $0.jobs) }, uniquingKeysWith: { $1 })
    }

    func server(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) throws -> API.Server {
        var configuration = API.Configuration(
            host: settings.api.host,
            port: settings.api.port,
            writeKeys: settings.api.writeKeys.map(\.value)
        )
        configuration.jobKeys = settings.api.jobKeys.map(\.value)
        configuration.bodyBytesMax = settings.api.bodyMax
        configuration.messageBytesMax = settings.api.eventMax
        configuration.messagesMax = settings.api.batchMax
        configuration.redirectHosts = Set(settings.api.redirectHosts)
        let pool = Pool(
            API.Server.sessions(try database(application: "api")),
            size: settings.database.poolSize,
            waitMax: settings.database.waitMax
        )
        return API.Server(
            configuration: configuration,
            pool: pool,
            keyring: try keyring(),
            observer: observer,
            metrics: { [metrics] in metrics.text(adding: Gauge.use(of: pool)) },
            onListening: onListening
        )
    }

    private func keyring() throws -> Keyring {
        try settings.requireTrackingSecrets()
        return try Keyring(secrets: settings.tracking.secrets.map(\.secret.value))
    }

    private func postOffice() throws -> PostOffice {
        PostOffice(
            channel: try channel(),
            lanes: settings.smtp.connections,
            sender: try Mailbox(parsing: settings.workspace.defaultSender.description),
            postalAddress: settings.workspace.postalAddress,
            unsubscribeMailbox: try settings.workspace.unsubscribeMailbox.map { try EmailAddress($0) },
            urls: TrackingURLs(base: settings.workspace.publicURL.absoluteString, keyring: try keyring()),
            isTracking: settings.email.tracking,
            doubtPolicy: settings.email.doubtful == .park ? .park : .resend(after: settings.email.resendAfter),
            deadline: settings.smtp.timeout
        )
    }

    private func channel() throws -> any Channel {
        switch settings.email.transport {
        case .maildir: return try maildir(URL(filePath: settings.email.maildir))
        case .none: return NullChannel()
        case .smtp:
            let limits = Transfers.Limits(smtpConnectionsMax: settings.smtp.connections)
            return SMTPChannel(server: smtpServer, transfers: Transfers(limits: limits))
        }
    }

    private func maildir(_ folder: URL) throws -> MaildirChannel {
        do { return try MaildirChannel(folder: folder) } catch {
            let reason = (error as NSError).localizedDescription
            throw ValidationError("email.maildir: \(folder.path) cannot be a Maildir: \(reason)")
        }
    }

    var smtpServer: SMTPServer {
        SMTPServer(
            host: settings.smtp.host,
            port: settings.smtp.port,
            security: security,
            credentials: credentials,
            helloName: ProcessInfo.processInfo.hostName
        )
    }

    private var security: SMTPServer.Security {
        switch settings.smtp.security {
        case .none: .none
        case .starttls: .startTLS
        case .tls: .tls
        }
    }

    private var credentials: SMTPServer.Credentials? {
        guard let user = settings.smtp.user else { return nil }
        return SMTPServer.Credentials(user: user, password: settings.smtp.password?.value ?? "")
    }
}

/// Accepts every message and drops it (`email.transport: none`), to try out workflows or to measure.
private struct NullChannel: Channel {
    func deliver(_ message: OutgoingMessage) async -> Outcome { .sent(reference: "not sent: email.transport is none") }
}
