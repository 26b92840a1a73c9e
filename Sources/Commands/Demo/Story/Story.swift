import Foundation
import Postgres
import Settings
import Store

/// What is played in the demo: the contacts arrive, some of them act, and everybody is watched until all have left.
struct Story: Sendable {
    let database: DemoDatabase
    let pool: Pool
    let settings: Settings
    let folder: DemoFolder
    let speed: ClockSpeed
    let start: Date
    let console: Console

    private let narrator: Narrator

    init(
        database: DemoDatabase, pool: Pool, settings: Settings, folder: DemoFolder, speed: ClockSpeed, start: Date,
        console: Console
    ) {
        (self.database, self.pool, self.settings, self.folder) = (database, pool, settings, folder)
        (self.speed, self.start, self.console) = (speed, start, console)
        narrator = Narrator(
            pool: pool, since: start, speed: speed, workspaceZone: settings.workspace.timeZone, console: console)
    }

    /// Returns when nobody is inside a workflow any more, after a summary.
    func tell(importing contacts: URL) async throws {
        try console.say("The API is at \(settings.workspace.publicURL), mail goes to \(folder.mail.path)\n")
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await narrator.narrate() }
            group.addTask { try await play(importing: contacts) }
            try await group.next()
        }
        try await narrator.tellNews()
        try await Results(pool: pool, folder: folder, console: console).show()
    }

    /// Goes on telling what happens, until cancelled.
    func goOn() async throws { try await narrator.narrate() }

    private func play(importing contacts: URL) async throws {
        let performer = Performer(
            visitor: Visitor(
                api: settings.workspace.publicURL.absoluteString, writeKey: settings.api.writeKeys.first?.value ?? ""),
            letterbox: Letterbox(pool: pool, folder: folder.mail, after: try await pool.one(LastDelivery())),
            speed: speed)
        let report = try await database.importContacts(from: contacts)
        try console.say(
            "Imported \(contacts.lastPathComponent): \(report.created) new contacts, \(report.updated) known before\n")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in Part.all { group.addTask { try await performer.play(part) } }
            try await group.waitForAll()
        }
        while try await !pool.one(IsAtRest()) { try await Task.sleep(for: .milliseconds(200)) }
    }
}
