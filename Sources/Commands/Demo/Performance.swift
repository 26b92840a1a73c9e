import API
import Coordinator
import Definitions
import Engine
import Foundation
import Logging
import Postgres
import Settings
import Telemetry
import Worker

/// One demo from its first line to its last: builds the house, opens it, has the story played in it, and tidies up.
struct Performance: Sendable {
    let folder: DemoFolder
    let material: DemoMaterial
    let port: Int
    let speed: ClockSpeed
    /// Otherwise everything stays up until the task is cancelled.
    let endsWithStory: Bool
    let keepsFolder: Bool

    private let console = Console()

    /// Whatever happens, nothing runs afterwards, and the folder the demo made for itself is gone.
    func run() async throws {
        do {
            // A slow disk must not eat the hours of a fast clock.
            let cluster = try PrivateCluster(directory: folder.url, options: ["synchronous_commit": "off"])
            try await cluster.whileRunning { try await untilStopped { try await perform(on: cluster) } }
            try Task.checkCancellation()
        } catch {
            tidyUp()
            throw error
        }
        tidyUp()
    }

    /// Being stopped is an end like another: the cluster can then be stopped in good order.
    private func untilStopped(_ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            guard Task.isCancelled else { throw error }
        }
    }

    private func perform(on cluster: PrivateCluster) async throws {
        let database = DemoDatabase(cluster: cluster)
        let settings = Settings.demo(in: folder, database: database.conninfo, port: port)
        let start = try await database.prepare(running: Publication(material.catalog), speed: speed)
        try console.say("Applied \(material.folder.relativePath)/: \(material.summary). \(speed.sentence)")
        try await withHouse(settings) { settings in
            let story = Story(
                database: database, pool: try Composition(settings).pool(application: "story", size: 4), settings: settings,
                folder: folder, speed: speed, start: start, console: console)
            try await story.tell(importing: material.contacts)
            guard !endsWithStory else { return }
            try console.say(Invitation(settings: settings, folder: folder, database: database, isKept: isKept).text)
            try await story.goOn()
        }
    }

    /// Runs API, coordinator and worker while `body` does, which learns where the API listens. The first to end, or to
    /// fail, ends all.
    private func withHouse(_ settings: Settings, _ body: @escaping @Sendable (Settings) async throws -> Void) async throws {
        let (ports, announcement) = AsyncStream.makeStream(of: Int.self)
        let server = try Composition(settings, observer: observer).server { announcement.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                defer { announcement.finish() }
                try await server.run()
            }
            if let port = await ports.first(where: { _ in true }) {
                let settings = settings.listening(on: port)
                let composition = Composition(settings, observer: observer)
                let (coordinator, worker) = (try composition.coordinator(), try composition.worker())
                group.addTask { try await coordinator.run() }
                group.addTask { try await worker.run() }
                group.addTask { try await body(settings) }
            }
            try await group.next()
        }
    }

    /// What goes wrong is said on standard error; being stopped is not going wrong.
    private var observer: Observer {
        let reader = LogReader(logger: Logger(label: "relance"))
        return Observer { observation in
            if !Task.isCancelled { reader.read(observation) }
        }
    }

    private var isKept: Bool { keepsFolder || !folder.isTemporary }

    private func tidyUp() {
        if isKept {
            try? console.say("Stopped. Database and mail are in \(folder.url.path)")
        } else {
            folder.remove()
            try? console.say("Stopped, and removed \(folder.url.path)")
        }
    }
}

extension ClockSpeed {
    /// As the beginning of the demo says it.
    fileprivate var sentence: String { description.prefix(1).uppercased() + description.dropFirst() + "." }
}
