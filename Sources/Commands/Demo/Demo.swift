import ArgumentParser
import Foundation
import Logging
import Telemetry

/// Shows the whole of Relance at work, on a database of its own.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show everything at work on a private database: who receives what, and why.",
        discussion: """
            Makes a PostgreSQL cluster in a folder of its own, applies the definitions, starts coordinator, worker \
            and API in this process, imports the sample contacts, and lets some of them submit forms, click and \
            unsubscribe over HTTP. Mail lands in a Maildir; nothing leaves this machine. Ctrl-C stops everything.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Folder for the database and the mail. It is kept, and the next demo there goes on where this one ends.",
            valueName: "folder"
        )
    )
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "Engine time that passes in a second: \"1 day\", \"6 hours\", a number of seconds, or real.",
            valueName: "time"
        ),
        transform: ClockSpeed.init(parsing:)
    )
    var speed = ClockSpeed.usual

    @Flag(help: "End when everybody has left the workflows; otherwise all stays up, for you to try.")
    var once = false

    @Flag(help: "Keep the folder the demo made for itself.")
    var keep = false

    @Option(
        help: ArgumentHelp("Folder with workflows/, emails/, segments/ and sample/contacts.csv.", valueName: "folder")
    )
    var definitions = "config"

    @Option(help: "Port of the HTTP API on 127.0.0.1; 0 is any free one.")
    var port: UInt16 = 0

    func run() async throws {
        try await reporting {
            Logs.bootstrap(level: .warning, format: .text)
            let material = try DemoMaterial(folder: URL(filePath: definitions))
            let folder = try DemoFolder(directory.map { URL(filePath: $0) })
            let performance = Performance(
                folder: folder,
                material: material,
                port: Int(port),
                speed: speed,
                endsWithStory: once,
                keepsFolder: keep
            )

            let isOver = try await isRunToItsEnd(for: "demo") { try await performance.run() }
            if once, !isOver { throw ExitCode(1) }
        }
    }
}
