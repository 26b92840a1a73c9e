import ArgumentParser
import Automation
import Foundation
import Store

/// What this program is.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Say what this program is: its version, commit, and the step of the schema it works with."
    )

    @Flag(help: "As one JSON object.") var json = false

    func run() throws {
        let step = try SchemaVersion.known()
        guard json else {
            print("relance \(Relance.version) (commit \(Self.commit), schema step \(step))")
            return
        }
        let parts: [String: JSON] = [
            "version": .text(Relance.version), "commit": .text(Self.commit), "schema": .number("\(step)"),
        ]
        print(JSON.object(parts).text)
    }

    /// Written beside the program when an image or a package is made of it.
    private static var commit: String {
        let program = Bundle.main.executableURL?.resolvingSymlinksInPath()
        let file = program?.deletingLastPathComponent().appending(path: "commit")
        let text = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
        return text.isEmpty ? "unknown" : text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
