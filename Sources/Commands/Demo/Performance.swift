import API
import Coordinator
import Definitions
import Engine
import Foundation
import Logging
import Settings
import Telemetry
import Worker

/// One demo from start to end: prepares the house, starts the processes, plays the story, and tidies up.
struct Performance: Sendable {
    let folder: DemoFolder
    let material: DemoMaterial
    let port: Int
    let speed: ClockSpeed
    /// Otherwise everything stays up until the task is cancelled.
    let endsWithStory: Bool
    let keepsFolder: Bool

    private let console = Console()

    /// Afterward nothing runs, and a folder that the demo made for itself is gone, whatever happened.
    func run() async throws {
        defer { tidyUp() }
        try console.say("Starting a PostgreSQL of its own in \(folder.url.path)")
        // A slow disk must not use up the hours of a fast clock.
        let cluster = try PrivateCluster(directory: folder.url, options: ["synchronous_commit": "off"])
        try await cluster.whileRunning { try await untilStopped { try await perform(on: cluster) } }
        try Task.checkCancellation()
    }

    /// Treats cancellation as a normal end, so that the cluster can be stopped in good order.
    private func untilStopped(_ body: () async throws -> Void) async throws {
        do { try await body() } catch {
            guard Task.isCancelled else { throw error }
        }
    }

    private func perform(on cluster: PrivateCluster) async throws {
        let database = DemoDatabase(cluster: cluster)
        let settings = Settings.demo(in: folder, database: database.conninfo, port: port)
        let publication = try Publication(material.catalog)
        let start = try await database.prepare(running: publication, in: settings.workspace.timeZone, speed: speed)
        try console.say("Applied \(material.folder.relativePath)/: \(material.summary). \(speed)")
        let house = DemoHouse(folder: folder, database: database, speed: speed, isKept: isKept, settings: settings)
        try await open(house) { house in
            let story = try Story(in: house, since: start, console: console)
            try await story.tell(importing: material.contacts)
            guard !endsWithStory else { return }
            try console.say(Invitation(house: house).text)
            try await story.goOn()
        }
    }

    /// Runs API, coordinator and worker while `body` runs, and tells `body` where the API listens. The first of them to
    /// end, or to fail, ends all.
    private func open(_ house: DemoHouse, _ body: @escaping @Sendable (DemoHouse) async throws -> Void) async throws {
        let (ports, announcement) = AsyncStream.makeStream(of: Int.self)
        let server = try Composition(house.settings, observer: observer).server { announcement.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                defer { announcement.finish() }
                try await server.run()
            }
            if let port = await ports.first(where: { _ in true }) {
                var house = house
                house.settings = house.settings.listening(on: port)
                let composition = Composition(house.settings, observer: observer)
                let (coordinator, worker) = (try composition.coordinator(), try composition.worker())
                group.addTask { try await coordinator.run() }
                group.addTask { try await worker.run() }
                group.addTask { [house] in try await body(house) }
            }
            try await group.next()
        }
    }

    /// Reports errors on standard error. Cancellation is not an error.
    private var observer: Observer {
        let reader = LogReader(logger: Logger(label: "relance"))
        return Observer { observation in
            if !Task.isCancelled { reader.read(observation) }
        }
    }

    private var isKept: Bool { keepsFolder || !folder.isTemporary }

    private func tidyUp() {
        if !isKept { folder.remove() }
        // The reader may be gone; then there is no one to tell.
        try? console.say(
            isKept ? "Stopped. Database and mail are in \(folder.url.path)" : "Stopped, and removed \(folder.url.path)"
        )
    }
}
