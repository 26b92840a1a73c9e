import Automation
import Foundation
import Postgres
import Store
import Testing

struct EnrollTests {
    @Test func `each contact gets an enrollment, a job and a line of history`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contacts = try await scene.contacts(3)
            let answers = try await scene.enroll(contacts, because: "submitted form ebook")

            #expect(answers.map(\.contact) == contacts)
            #expect(answers.allSatisfy { $0.enrollment != nil && $0.refusal == nil })
            #expect(try await scene.history() == Array(repeating: "enrolled: submitted form ebook", count: 3))
            #expect(
                try await scene.count(
                    """
                    automation.enrollments AS held JOIN queue.ready AS job ON job.id = held.job_id
                    WHERE (job.payload ->> 'enrollment')::bigint = held.id AND job.kind = 'advance' AND job.queue = 'automation'
                    AND step = 'send' AND state = 'active' AND enrolled_at = clock.now() AND held.version = 1
                    """
                ) == 3
            )
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `a contact named twice is enrolled once, for the first cause`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact()
            let candidacies = [
                Candidacy(contact, because: "first", data: #"{"form": "a"}"#), Candidacy(contact, because: "second"),
            ]
            let answers = try await scene.pool.run(
                EnrollContacts(
                    term: try await scene.lead(),
                    workflow: WorkflowVersion("welcome", 1),
                    firstStep: "send",
                    candidacies: candidacies,
                    againBefore: nil
                )
            )

            #expect(answers.count == 1)
            #expect(
                try await scene.texts("cause FROM automation.enrollments") == [
                    #"{"data": {"form": "a"}, "because": "first"}"#
                ]
            )
            #expect(try await scene.history() == ["enrolled: first"])
        }
    }

    @Test func `refusals come in their order, and each is recorded`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact()
            func refusal(_ given: String? = nil) async throws -> String? {
                try await scene.enroll([contact], refusal: given, againBefore: nil).first?.refusal
            }
            #expect(try await refusal("excluded by unless") == "excluded by unless")

            let enrollment = try #require(try await scene.enroll([contact]).first?.enrollment)
            #expect(try await refusal() == "already active")
            #expect(try await refusal("excluded by unless") == "excluded by unless")

            _ = try await scene.leave([enrollment])
            #expect(try await refusal() == "enrolled before")

            _ = try await scene.rows("SELECT automation.pause('welcome', 'a mistake in it')")
            #expect(try await refusal("excluded by unless") == "the workflow is paused")
            _ = try await scene.pool.run(RetireWorkflows(except: []))
            #expect(try await refusal() == "the workflow is off")

            #expect(
                try await scene.count("automation.history WHERE what = 'not enrolled' AND enrollment_id IS NULL") == 6
            )
        }
    }

    @Test func `a workflow that is not there enrolls nobody, and nor does a contact that is gone`() async throws {
        try await Scene.lend { scene in
            let contact = try await scene.contact()
            #expect(
                try await scene.enroll([contact], in: WorkflowVersion("gone", 1)).first?.refusal
                    == "the workflow is gone"
            )

            try await scene.apply()
            #expect(try await scene.enroll([ContactID(rawValue: 999)]).isEmpty)
            #expect(try await scene.enroll([]).isEmpty)
            #expect(try await scene.count("automation.enrollments") == 0)
        }
    }

    @Test(arguments: [(nil, false), (3600, false), (7200, false), (7201, true)] as [(TimeInterval?, Bool)])
    func `whoever has been through comes back when the rule says so`(after seconds: TimeInterval?, isEnrolled: Bool)
        async throws
    {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact()
            let first = try #require(try await scene.enroll([contact]).first?.enrollment)
            _ = try await scene.leave([first])
            // Nil: never again. Otherwise: once two hours have passed since the end.
            try await scene.later(seconds ?? 1_000_000) { scene in
                let answer = try await scene.enroll([contact], againBefore: seconds.map { _ in scene.now - 7200 - 1 })
                    .first
                #expect((answer?.enrollment != nil) == isEnrolled)
                #expect(answer?.refusal == (isEnrolled ? nil : "enrolled before"))
            }
        }
    }

    @Test func `some refused and some enrolled keep their own jobs`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contacts = try await scene.contacts(4)
            try await scene.enroll([contacts[1], contacts[3]])
            let answers = try await scene.enroll(contacts)

            #expect(
                answers.map { $0.refusal ?? "enrolled" } == [
                    "enrolled", "already active", "enrolled", "already active",
                ]
            )
            #expect(
                try await scene.count(
                    "automation.enrollments AS held JOIN queue.ready AS job ON job.id = held.job_id AND (payload ->> 'enrollment')::bigint = held.id"
                ) == 4
            )
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `anyone may ask for an enrollment, in words that are checked`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact().rawValue
            try await scene.pool.execute(
                "DELETE FROM crm.changes; SELECT automation.enroll('welcome', \(contact), 'a call')"
            )
            #expect(
                try await scene.texts("data ->> 'reason' FROM crm.changes WHERE kind = 'asked' AND names = '{welcome}'")
                    == ["a call"]
            )

            for (ask, problem) in [
                ("enroll('gone', \(contact))", #"there is no workflow "gone""#),
                ("enroll('welcome', 999)", "there is no contact 999"),
                ("unenroll('welcome', \(contact))", #"contact \#(contact) is not in workflow "welcome""#),
            ] {
                let refusal = await refusal { _ = try await scene.rows("SELECT automation.\(ask)") }
                #expect(refusal?.message == problem)
            }
        }
    }
}
