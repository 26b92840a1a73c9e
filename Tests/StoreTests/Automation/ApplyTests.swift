import Automation
import Postgres
import Store
import TestSupport
import Testing

struct ApplyTests {
    private func workflow(_ steps: Int, name: String = "welcome") -> Workflow {
        Workflow(name, steps: (0..<steps).map { Step(StepID("end-\($0)"), .end(reason: nil)) })
    }

    private func apply(_ workflow: Workflow, in scene: Scene) async throws -> Int {
        try await scene.pool.one(try ApplyWorkflow(workflow, source: "workflow: welcome"))
    }

    @Test func `what says the same is the same version; what says something else is the next`() async throws {
        try await Scene.lend { scene in
            let versions = [
                try await apply(workflow(1), in: scene), try await apply(workflow(1), in: scene),
                try await apply(workflow(2), in: scene), try await apply(workflow(1), in: scene),
            ]

            #expect(versions == [1, 1, 2, 3])
            #expect(try await scene.pool.one(ReadWorkflowVersion(WorkflowVersion("welcome", 2))) == workflow(2))
            #expect(try await scene.pool.one(ReadCurrentWorkflows()).id == WorkflowVersion("welcome", 3))
        }
    }

    @Test(.row("P14")) func `workflows without a file are turned off, and come back when applied again`() async throws {
        try await Scene.lend { scene in
            try await scene.apply("kept")
            try await scene.apply("dropped")
            #expect(try await scene.pool.run(RetireWorkflows(except: ["kept", "other"])) == ["dropped"])
            #expect(try await scene.pool.run(RetireWorkflows(except: ["kept"])) == [])
            #expect(try await scene.texts("state FROM automation.workflows ORDER BY name") == ["off", "active"])

            try await scene.apply("dropped")
            #expect(
                try await scene.texts("state || version FROM automation.workflows WHERE name = 'dropped'") == [
                    "active1"
                ]
            )
        }
    }

    @Test func `a paused workflow stays paused when a new version is applied`() async throws {
        try await Scene.lend { scene in
            _ = try await apply(workflow(1), in: scene)
            _ = try await scene.rows("SELECT automation.pause('welcome', 'a mistake')")
            _ = try await apply(workflow(2), in: scene)

            #expect(try await scene.texts("state || version FROM automation.workflows") == ["paused2"])
            #expect(
                await refusal { _ = try await scene.rows("SELECT automation.pause('gone', 'x')") }?.message
                    == #"there is no active workflow "gone""#
            )
            #expect(
                await refusal { _ = try await scene.rows("SELECT automation.resume('gone')") }?.message
                    == #"there is no paused workflow "gone""#
            )
        }
    }

    @Test func `who pauses a workflow or lets it run again is written down, with the reason`() async throws {
        try await Scene.lend { scene in
            _ = try await apply(workflow(1), in: scene)
            _ = try await scene.rows("SELECT automation.pause('welcome', 'a mistake')")
            _ = try await scene.rows("SELECT automation.resume('welcome')")

            #expect(
                try await scene.texts(
                    "concat_ws(' ', verb, subject ->> 'workflow', reason, applied_by = session_user) FROM queue.audit ORDER BY id"
                ) == ["pause welcome a mistake t", "resume welcome it had been paused: a mistake t"]
            )
            let silent = await refusal { _ = try await scene.rows("SELECT automation.pause('welcome', ' ')") }
            #expect(silent?.message == "say why: a reason is missing")
        }
    }

    @Test func `every change of what runs makes another edition, and nothing else does`() async throws {
        try await Scene.lend { scene in
            var editions = [try await scene.pool.one(ReadEdition())]
            func look() async throws { editions.append(try await scene.pool.one(ReadEdition())) }
            for version in [1, 2] {
                _ = try await apply(workflow(version), in: scene)
                try await look()
            }
            for act in [
                "SELECT automation.pause('welcome', 'x')", "SELECT automation.resume('welcome')",
                "SELECT automation.retire_workflows('{}')", "UPDATE automation.workflows SET state = 'active'",
                "DELETE FROM automation.workflows",
            ] {
                _ = try await scene.rows(act)
                try await look()
            }
            #expect(Set(editions).count == 8)

            _ = try await apply(workflow(2), in: scene)
            try await look()
            _ = try await apply(workflow(2), in: scene)
            _ = try await scene.rows("SELECT automation.watch('{welcome}')")
            try await look()
            #expect(Set(editions).count == 9)
        }
    }

    @Test func `pausing one workflow in a transaction that stays open keeps nobody from pausing another`() async throws
    {
        try await Scene.lend { scene in
            _ = try await apply(workflow(1), in: scene)
            _ = try await apply(workflow(1, name: "other"), in: scene)
            let before = try await scene.pool.one(ReadEdition())
            try await scene.pool.transaction { connection in
                _ = try await connection.query("SELECT automation.pause('welcome', 'x')")
                _ = try await scene.rows("SELECT automation.pause('other', 'x')")
                #expect(try await scene.pool.one(ReadEdition()) != before)
            }
        }
    }

    @Test func `one version of an e-mail is current`() async throws {
        try await Scene.lend { scene in
            let versions = [
                try await scene.apply(email: "hello", subject: "a"),
                try await scene.apply(email: "hello", subject: "a"),
                try await scene.apply(email: "hello", subject: "b"),
                try await scene.apply(email: "hello", subject: "a"),
            ]

            #expect(versions == [1, 1, 2, 3])
            #expect(try await scene.texts("version FROM messaging.emails WHERE current") == ["3"])
            #expect(try await scene.pool.one(ReadCurrentEmails()).definition.subject == "a")
        }
    }

    @Test func `segments, lists and properties are stored as declared, as often as one likes`() async throws {
        try await Scene.lend { scene in
            let segment = Segment("french", .property(PropertyTest(PropertyReference("country"), .equals(.text("FR")))))
            var schema = PropertySchema.standard
            schema.declare(PropertyDefinition("tier", .choice, options: ["a", "b"]), of: .contact)
            for _ in 0..<2 {
                _ = try await scene.pool.run(try ApplySegment(segment, source: "segment: french"))
                _ = try await scene.pool.run(DeclareLists(["customers", "partners"]))
                _ = try await scene.pool.run(try DeclareProperties(schema))
            }

            #expect(try await scene.pool.one(ReadSegments()).definition == segment.filter)
            #expect(try await scene.texts("name FROM crm.lists ORDER BY name") == ["customers", "partners"])
            #expect(
                try await scene.texts("concat_ws(' ', object, name, type, options) FROM crm.properties") == [
                    "contact tier choice {a,b}"
                ]
            )
        }
    }
}
