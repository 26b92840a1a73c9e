import Foundation
import Postgres
import Store
import Synchronization

/// Reports what happens, as it happens, from the database's records.
final class Narrator: Sendable {
    /// A row is visible once its transaction has committed. Some appear later than their moment, but none by more than
    /// this.
    private static let commitMax = Duration.seconds(3)

    private let pool: Pool
    private let since: Date
    private let speed: ClockSpeed
    private let workspaceZone: TimeZone
    private let console: Console
    private let told = Mutex<Set<Happening>>([])

    init(pool: Pool, since: Date, speed: ClockSpeed, workspaceZone: TimeZone, console: Console) {
        (self.pool, self.since, self.speed) = (pool, since, speed)
        (self.workspaceZone, self.console) = (workspaceZone, console)
    }

    /// Runs until it is cancelled.
    func narrate() async throws {
        while true {
            try await tellNews()
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func tellNews() async throws {
        let lately = try await pool.run(ReadHappenings(since: since, overlap: speed.engineTime(in: Self.commitMax)))
        let news = told.withLock { told in
            // Events that have left the overlap do not come back, so they need not be remembered.
            defer { told = Set(lately) }
            return lately.filter { !told.contains($0) }
        }
        for paragraph in Paragraph.paragraphs(telling: news, workspaceZone: workspaceZone) {
            try console.say(paragraph.text(on: console))
        }
    }
}
