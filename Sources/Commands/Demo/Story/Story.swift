import Foundation
import Postgres
import Settings
import Store

/// The story of the demo: the contacts arrive, some of them act, and the narrator reports until all have left.
struct Story: Sendable {
    private let house: DemoHouse
    private let console: Console
    private let pool: Pool
    private let narrator: Narrator

    /// - Parameter start: when the clock began. Nothing earlier is reported.
    init(in house: DemoHouse, since start: Date, console: Console) throws {
        (self.house, self.console) = (house, console)
        pool = try Composition(house.settings).pool(application: "demo", size: 4)
        narrator = Narrator(
            pool: pool,
            since: start,
            speed: house.speed,
            workspaceZone: house.settings.workspace.timeZone,
            console: console
        )
    }

    /// Returns, after a summary, when no contact is enrolled in a workflow any longer.
    func tell(importing contacts: URL) async throws {
        try console.say("The API listens at \(house.api), mail goes to \(house.folder.mail.path)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await narrator.narrate() }
            group.addTask { try await play(importing: contacts) }
            try await group.next()
        }
        try await narrator.tellNews()
        try await Results(pool: pool, folder: house.folder, console: console).show()
    }

    /// Goes on reporting what happens, until it is cancelled.
    func goOn() async throws { try await narrator.narrate() }

    private func play(importing contacts: URL) async throws {
        let performer = Performer(
            visitor: Visitor(api: house.api, writeKey: house.writeKey),
            letterbox: Letterbox(pool: pool, folder: house.folder.mail, after: try await pool.one(LastDelivery())),
            speed: house.speed
        )
        let report = try await house.database.importContacts(from: contacts)
        try console.say(
            "Imported \(contacts.lastPathComponent): \(report.created) new contacts, \(report.updated) known before\n"
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in Part.all { group.addTask { try await performer.play(part) } }
            try await group.waitForAll()
        }
        while try await !pool.one(IsAtRest()) { try await Task.sleep(for: .milliseconds(200)) }
    }
}
