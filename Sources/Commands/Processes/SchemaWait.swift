import Postgres
import Settings
import Store
import Telemetry

extension Composition {
    /// What a process needs before it can begin.
    enum Need { case database, schema }

    /// Waits until the need is met, `database.wait_for_schema` at most, so that it does not matter in which order containers
    /// start. Says what it waits for, when that changes and once a minute.
    ///
    /// A wrong password, or a schema newer than this program, ends the waiting: waiting longer does not mend them.
    func wait(for need: Need, as process: String) async throws {
        let deadline = ContinuousClock.now + settings.database.waitForSchema
        var reminder = Reminder()
        while let lack = try await lack(of: need, for: process) {
            guard ContinuousClock.now < deadline else { throw lack }
            if reminder.isNews("\(lack)") { observer(.waiting(process: process, what: "\(lack)")) }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// nil: nothing is missing.
    private func lack(of need: Need, for process: String) async throws -> (any Error)? {
        do {
            let connection = try await connection(application: process)
            defer { Task { await connection.close() } }
            if need == .schema { try await SchemaVersion.require(on: connection) }
            return nil
        } catch let schema as UnfitSchema where schema.mayPass {
            return schema
        } catch let error as PostgresError where error.mayPass || error.isBeforeItsDatabase {
            return error
        }
    }
}

extension UnfitSchema {
    /// An older schema becomes the right one as soon as an operator migrates it.
    fileprivate var mayPass: Bool { if case .older = self { true } else { false } }
}

extension PostgresError {
    /// The server answers, and has no such database yet; or it went away while it was asked.
    fileprivate var isBeforeItsDatabase: Bool { sqlstate == "3D000" || kind == .connectionLost }
}

/// Keeps a sentence from being said again and again.
private struct Reminder {
    private var said: (text: String, at: ContinuousClock.Instant)?

    mutating func isNews(_ text: String) -> Bool {
        if let said, said.text == text, .now - said.at < .seconds(60) { return false }
        said = (text, .now)
        return true
    }
}
