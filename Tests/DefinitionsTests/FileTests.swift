import Automation
import Definitions
import Foundation
import Testing

struct FileTests {
    @Test(arguments: [
        ("", "1:1: the file is empty"),
        ("# nothing\n", "1:1: the file is empty"),
        ("workflow: w\nworkflow: v\nsteps: [end]", #"1:1: "workflow" is written twice in one block"#),
        ("workflow: w\nsteps:\n\t- end", "3:1: indent with spaces, not tabs"),
        (
            "workflow: w\nsteps: &all [end]",
            "2:8: anchors (&) and aliases (*) are not part of the language; write the value out"
        ),
        (
            "workflow: w\nsteps: *all",
            "2:8: anchors (&) and aliases (*) are not part of the language; write the value out"
        ),
        (
            "workflow: w\n---\nsteps: [end]",
            "2:1: one file holds one definition; remove the \"---\" and what follows it, or make it a file of its own"
        ),
        (
            "workflow: w: x",
            "1:12: a \":\" cannot stand here; indent the line like the ones above it, or put the text between quotes"
        ),
        ("workflow: w\n  ? [a]\n  : b", nil),
        ("workflow: w\nsteps: \u{1}", nil),
        ("workflow: w\nsteps: [end", nil),
        ("workflow: w\r\nsteps:\r\n\t- end\r\n", "3:1: indent with spaces, not tabs"),
        (
            "workflow: w\r\nsteps: &all [end]\r\n",
            "2:8: anchors (&) and aliases (*) are not part of the language; write the value out"
        ),
        ("workflow: \"w\\0\"", "1:11: a zero character cannot be stored"),
    ])
    func `a file that is not readable says so at its place`(text: String, expected: String?) {
        let found = complaints(about: text)

        #expect(found.count == 1)
        if let expected { #expect(found == ["workflows/w.yaml:\(expected)"]) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `aliases that multiply are refused before they are expanded`() {
        var bomb = "a0: &a0 [x]\n"
        for level in 1...30 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n" }

        #expect(complaints(about: bomb).count == 1)
    }

    @Test func `stars and ampersands in texts are no anchors`() {
        let text = """
            email: e
            subject: Roses & *lilies*
            kind: transactional
            text: |
              &copy Garden
              * one
              *two
            """

        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [])
    }

    @Test func `blocks too deep inside each other are refused`() {
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)

        #expect(
            complaints(about: "workflow: w\nsteps: \(deep)") == [
                "workflows/w.yaml:2:72: too many blocks inside each other"
            ]
        )
    }

    @Test func `a name is defined once`() {
        let other = SourceFile(path: "segments/z.yaml", text: "segment: french\ncontacts: { country: BE }")

        #expect(
            complaints(in: other) == [
                #"segments/z.yaml:1:10: segment "french" is already defined in segments/french.yaml"#
            ]
        )
    }

    @Test func `segments that contain each other are refused`() {
        let a = SourceFile(path: "segments/a.yaml", text: "segment: a\ncontacts: { segment: b }")
        let b = SourceFile(path: "segments/b.yaml", text: "segment: b\ncontacts: { not: { segment: a } }")

        #expect(
            complaints(in: a, b) == [
                "segments/a.yaml:1:10: segments contain each other: a → b → a",
                "segments/b.yaml:1:10: segments contain each other: b → a → b",
            ]
        )
    }

    @Test func `a workflow that enrolls into itself is pointed out`() {
        let text = """
            workflow: w
            enroll: { when: { joins_list: attendees }, again: always }
            steps: [{ add_to_list: attendees }]
            """

        #expect(
            complaints(about: text) == [
                #"workflows/w.yaml:1:11: warning: "w" can enroll a contact into itself again and again; say again: never, or after some time"#
            ]
        )
    }

    @Test(arguments: [
        ("contact:\n  email: text", "2:3: email is a standard property; remove the line"),
        (
            "contact:\n  id: number",
            #"2:3: "id" is what Relance itself calls a part of every contact; choose another name"#
        ),
        (
            "contact:\n  owner_id: number",
            #"2:3: "owner_id" is what Relance itself calls a part of every contact; choose another name"#
        ),
        (
            "contact:\n  company_id: number",
            #"2:3: "company_id" is what Relance itself calls a part of every contact; choose another name"#
        ),
        (
            "contact:\n  updated_at: date",
            #"2:3: "updated_at" is what Relance itself calls a part of every contact; choose another name"#
        ),
        (
            "contact:\n  properties: text",
            #"2:3: "properties" is what Relance itself calls a part of every contact; choose another name"#
        ),
        ("contact:\n  created_at: date", "2:3: created_at is a standard property; remove the line"),
        (
            "company:\n  created_at: date",
            #"2:3: "created_at" is what Relance itself calls a part of every company; choose another name"#
        ),
        ("contact:\n  Vip: boolean", #"2:3: "Vip" is not a name; use small letters, digits and "_""#),
        ("contact:\n  event: text", #"2:3: "event" is a word of the language"#),
        ("contact:\n  x: nummber", #"2:6: "nummber" is not known here; did you mean "number"?"#),
        ("contact:\n  x: { type: choice }", "2:8: a choice needs options:"),
        ("contact:\n  x: { type: text, options: [a] }", "2:29: only a choice has options"),
        (
            "contact:\n  tier: { type: text, called: [planType] }\n  plan_type: text",
            #"2:3: "planType" means plan_type, too; a sender's word can mean one property"#
        ),
        (
            "contact:\n  tier: { type: text, called: [First Name] }",
            #"2:3: "First Name" means first_name, too; a sender's word can mean one property"#
        ),
        ("contakt:\n  x: text", #"1:1: unknown key "contakt"; did you mean "contact"?"#),
    ])
    func `a mistake in the properties is named`(text: String, expected: String) {
        let failure = #expect(throws: InvalidDefinitions.self) {
            try Definitions.load([SourceFile(path: "properties.yaml", text: text)])
        }

        #expect(failure?.diagnostics.map(\.description) == ["properties.yaml:\(expected)"])
    }

    @Test func `files that cannot be text, or are too large, are refused by name`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "relance-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "workflows"),
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data([0x77, 0xFF, 0xFE]).write(to: folder.appending(path: "workflows/latin.yaml"))
        try Data(repeating: 0x23, count: 1_000_001).write(to: folder.appending(path: "workflows/huge.yaml"))
        try Data("ignored".utf8).write(to: folder.appending(path: "workflows/notes.txt"))

        let failure = #expect(throws: InvalidDefinitions.self) { try Definitions.read(folder: folder) }

        #expect(
            failure?.diagnostics.map(\.description) == [
                "workflows/huge.yaml:1:1: the file is larger than 1 MB",
                "workflows/latin.yaml:1:1: the file is not UTF-8 text; save it as UTF-8",
            ]
        )
    }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "relance-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func `stars after a line of Windows' kind are text, as after any other`() {
        let text = "email: e\r\nsubject: s\r\nkind: transactional\r\ntext: |\r\n  *one\r\n  &two\r\n"

        #expect(complaints(in: SourceFile(path: "emails/e.yaml", text: text)) == [])
    }

    @Test func `folders and files that are links are read`() throws {
        try inFolder { folder in
            let elsewhere = folder.appending(path: "..data/there")
            try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
            try Data("segment: french\ncontacts: { country: FR }".utf8).write(
                to: elsewhere.appending(path: "french.yaml")
            )
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "segments"),
                withDestinationURL: elsewhere
            )

            #expect(try Definitions.read(folder: folder).segments.map(\.name) == ["french"])
        }
    }

    @Test func `a definition where nothing is looked for is pointed out`() throws {
        try inFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "Workflow"),
                withIntermediateDirectories: false
            )
            try Data("workflow: w".utf8).write(to: folder.appending(path: "Workflow/w.yaml"))
            try Data("a: b".utf8).write(to: folder.appending(path: "list.yaml"))

            let failure = #expect(throws: InvalidDefinitions.self) { try Definitions.read(folder: folder) }

            #expect(
                failure?.diagnostics.prefix(2).map(\.description) == [
                    #"Workflow/w.yaml:1:1: nothing is looked for in "Workflow"; did you mean "workflows"?"#,
                    #"list.yaml:1:1: nothing is looked for in "list"; did you mean "lists"?"#,
                ]
            )
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a pipe in the place of a file is refused, and not waited for`() throws {
        try inFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "segments"),
                withIntermediateDirectories: false
            )
            #expect(mkfifo(folder.appending(path: "segments/pipe.yaml").path, 0o600) == 0)

            let failure = #expect(throws: InvalidDefinitions.self) { try Definitions.read(folder: folder) }

            #expect(failure?.description == "segments/pipe.yaml:1:1: the file cannot be read")
        }
    }

    @Test func `a folder that does not exist is said to be missing`() {
        let failure = #expect(throws: InvalidDefinitions.self) {
            try Definitions.read(folder: URL(filePath: "/nowhere/config"))
        }

        #expect(failure?.description == "config:1:1: there is no folder /nowhere/config")
    }
}
