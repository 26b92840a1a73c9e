import Testing

/// The arrows between the rooms, and the doors to outside modules.
struct ImportTests {
    /// The rooms that a room may import, and why no others.
    private struct Arrow: Sendable, CustomTestStringConvertible {
        let room: String
        let may: Set<String>
        let because: String

        var testDescription: String { "\(room) → \(may.sorted().joined(separator: ", "))" }
    }

    private static let arrows = [
        Arrow(room: "Automation", may: [], because: "decisions are pure: they know values and nothing else"),
        Arrow(room: "Definitions", may: ["Automation"], because: "it turns text into values"),
        Arrow(room: "Postgres", may: ["CPostgres"], because: "it speaks with PostgreSQL and knows no table"),
        Arrow(room: "Curl", may: ["CCurl"], because: "it transfers bytes and knows no marketing"),
        Arrow(room: "Resolver", may: ["CResolv"], because: "it looks names up and knows no mail"),
        Arrow(
            room: "Store",
            may: ["Automation", "Postgres"],
            because: "it is the only room that knows the database, and knows nothing besides"
        ),
        Arrow(room: "Tracking", may: [], because: "tokens are signed bytes; API and Delivery both use them"),
        Arrow(
            room: "Delivery",
            may: ["Automation", "Curl", "Tracking"],
            because: "a channel cannot read the database"
        ),
        Arrow(room: "Telemetry", may: [], because: "everybody reports to it, so it may know nobody"),
        Arrow(room: "Status", may: [], because: "it tells what it is given"),
        Arrow(room: "Settings", may: [], because: "settings are read before anything is built"),
        Arrow(
            room: "Engine",
            may: ["Automation", "Postgres", "Store"],
            because: "it walks enrollments inside a transaction, and does nothing outside"
        ),
        Arrow(
            room: "Waking",
            may: ["Postgres", "Store", "Telemetry"],
            because: "it knows how to wait, and nothing of the work that is waited for"
        ),
        Arrow(
            room: "Coordinator",
            may: ["Automation", "Engine", "Postgres", "Store", "Telemetry", "Waking"],
            because: "the processes never import each other, and the coordinator sends nothing"
        ),
        Arrow(
            room: "Worker",
            may: ["Automation", "Delivery", "Engine", "Postgres", "Store", "Telemetry", "Tracking", "Waking"],
            because: "the processes never import each other"
        ),
        Arrow(
            room: "API",
            may: ["Automation", "Postgres", "Store", "Telemetry", "Tracking"],
            because: "the processes never import each other, and the API takes in and sends nothing"
        ),
        Arrow(room: "relance", may: ["Commands"], because: "the program is thin"),
    ]

    /// A module that only some rooms may import.
    private struct Door: Sendable, CustomTestStringConvertible {
        let module: String
        let rooms: Set<String>
        let because: String

        var testDescription: String { "\(module) in \(rooms.sorted().joined(separator: ", "))" }
    }

    private static let doors = [
        Door(module: "CPostgres", rooms: ["Postgres"], because: "C has one door"),
        Door(module: "CCurl", rooms: ["Curl"], because: "C has one door"),
        Door(module: "CResolv", rooms: ["Resolver"], because: "C has one door"),
        Door(module: "Resolver", rooms: ["Commands"], because: "libpq and libcurl look names up for everything else"),
        Door(module: "Settings", rooms: ["Commands"], because: "rooms are given what they need by whoever builds them"),
        Door(module: "Definitions", rooms: ["Commands"], because: "what runs was stored; files are read by commands"),
        Door(module: "Commands", rooms: ["relance"], because: "nothing depends on the command line"),
        Door(module: "ArgumentParser", rooms: ["Commands", "relance"], because: "only commands have arguments"),
        Door(module: "Configuration", rooms: ["Settings"], because: "settings are read in one place"),
        Door(
            module: "Yams",
            rooms: ["Definitions", "Settings"],
            because: "YAML is read at the door, and trusted afterwards"
        ),
        Door(
            module: "Hummingbird",
            rooms: ["API", "Status"],
            because: "only the API and the page for machines listen"
        ),
        Door(module: "Crypto", rooms: ["Tracking"], because: "signatures are made in one place"),
        Door(module: "Mustache", rooms: ["Delivery"], because: "templates are filled in where messages are made"),
        Door(module: "Testing", rooms: [], because: "tests stay out of the program"),
    ]

    @Test(arguments: arrows)
    private func `a room imports only what its arrows point at`(arrow: Arrow) throws {
        let rooms = Set(Self.arrows.map(\.room)).union(["CCurl", "Commands", "CPostgres", "CResolv"])
        for file in SourceTree.program where file.room == arrow.room {
            for (line, module) in file.imports where rooms.contains(module) {
                #expect(
                    arrow.may.contains(module),
                    "\(file):\(line) imports \(module), and \(arrow.room) may not: \(arrow.because)"
                )
            }
        }
    }

    @Test(arguments: doors)
    private func `a module is imported only through its door`(door: Door) throws {
        for file in SourceTree.program where !door.rooms.contains(file.room) {
            for (line, module) in file.imports where module == door.module {
                Issue.record("\(file):\(line) imports \(module), and \(file.room) may not: \(door.because)")
            }
        }
    }

    @Test func `every room has its arrows`() throws {
        let rooms = Set(SourceTree.program.map(\.room))
        let known = Set(Self.arrows.map(\.room)).union(["Commands"])
        #expect(
            rooms.isSubset(of: known),
            "say in ImportTests what these may import: \(rooms.subtracting(known).sorted())"
        )
    }

    @Test func `decisions import Foundation and nothing else`() throws {
        for file in SourceTree.automation {
            for (line, module) in file.imports {
                #expect(
                    module == "Foundation",
                    "\(file):\(line) imports \(module): Automation decides, and needs only values"
                )
            }
        }
    }
}
