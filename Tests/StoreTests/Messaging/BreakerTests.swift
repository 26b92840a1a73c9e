import Automation
import Foundation
import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct BreakerTests {
    private let everywhere = Destination.everywhere

    private func note(_ answers: NoteAnswers.Answer..., in scene: Scene) async throws -> Int {
        try await scene.pool.one(NoteAnswers(answers, of: "email"))
    }

    private func probe(_ job: Int64, to destination: Destination = .everywhere, in scene: Scene) async throws {
        _ = try await scene.pool.run(
            LetProbe(
                term: try await scene.lead(),
                of: "email",
                [(destination: destination, job: job)],
                until: scene.now + 60
            )
        )
    }

    /// One line per breaker, with the seconds until it may be tried.
    private func breakers(in scene: Scene) async throws -> [String] {
        try await scene.texts(
            "concat_ws(' ', destination, refusals, date_part('epoch', until - clock.now())::int, reason) "
                + "FROM messaging.breakers ORDER BY destination"
        )
    }

    @Test func `the first refusal of a destination opens its breaker, and others under way tell nothing new`()
        async throws
    {
        try await Scene.lend { scene in
            let slow = Destination("slow.example")
            let opened = try await note(
                .init(job: 1, refused: everywhere, because: "530"),
                .init(job: 2, refused: slow, because: "4.7.0"),
                .init(job: 3, refused: everywhere, because: "530"),
                .init(job: 4),
                in: scene
            )
            #expect(opened == 2)
            #expect(try await note(.init(job: 5, refused: everywhere, because: "535"), in: scene) == 0)
            #expect(try await breakers(in: scene) == ["* 1 15 530", "slow.example 1 15 4.7.0"])
        }
    }

    @Test func `each probe that is turned away doubles the pause, to five minutes`() async throws {
        try await Scene.lend { scene in
            _ = try await note(.init(job: 1, refused: everywhere, because: "530"), in: scene)
            for (refusals, pause) in [(2, 30), (3, 60), (4, 120), (5, 240), (6, 300), (7, 300)] {
                try await probe(Int64(refusals), in: scene)
                #expect(try await breakers(in: scene) == ["* \(refusals - 1) 60 530"])
                _ = try await note(.init(job: Int64(refusals), refused: everywhere, because: "530"), in: scene)
                #expect(try await breakers(in: scene) == ["* \(refusals) \(pause) 530"])
            }
        }
    }

    @Test func `a probe that is answered closes its breaker; other messages do not`() async throws {
        try await Scene.lend { scene in
            _ = try await note(.init(job: 1, refused: everywhere, because: "530"), in: scene)
            try await probe(2, in: scene)
            _ = try await note(.init(job: 3), in: scene)
            #expect(try await breakers(in: scene).count == 1)
            _ = try await note(.init(job: 2), in: scene)
            #expect(try await breakers(in: scene).isEmpty)
        }
    }

    @Test func `a probe of the channel that its domain turns away opens the channel, and stops the domain`()
        async throws
    {
        try await Scene.lend { scene in
            _ = try await note(.init(job: 1, refused: everywhere, because: "530"), in: scene)
            try await probe(2, in: scene)
            _ = try await note(.init(job: 2, refused: Destination("slow.example"), because: "4.7.0"), in: scene)
            #expect(try await breakers(in: scene) == ["slow.example 1 15 4.7.0"])
        }
    }

    @Test func `where a breaker is open only its probe may intend, and the others learn until when`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends(of: 3)
            let drafts = try await scene.write(jobs)
            _ = try await note(.init(job: 0, refused: Destination("example.org"), because: "4.7.0 slow"), in: scene)
            try await probe(jobs[1].id, to: Destination("example.org"), in: scene)

            let verdicts = try await scene.intend(drafts).map(\.verdict)

            let halted = IntentVerdict.halted(until: scene.now + 60, reason: "4.7.0 slow")
            #expect(verdicts == [halted, .send, halted])
            #expect(try await scene.count("messaging.deliveries") == 1)
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `another channel and another domain are open`() async throws {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends())
            try await scene.pool.execute(
                """
                INSERT INTO messaging.breakers (channel, destination, since, until, reason) VALUES
                    ('sms', '*', clock.now(), 'infinity', 'x'), ('email', 'example.com', clock.now(), 'infinity', 'x')
                """
            )
            #expect(try await scene.intend(drafts).map(\.verdict) == [.send])
        }
    }

    @Test func `health tells of a stopped channel with the reason, and of domains only how many`() async throws {
        try await Scene.lend { scene in
            let health = {
                try await scene.texts("concat(well, ' ', finding) FROM queue.health WHERE what = 'channels'")
            }
            #expect(try await health() == ["t all take messages"])
            _ = try await note(
                .init(job: 1, refused: Destination("a.example"), because: "4.7.0"),
                .init(job: 2, refused: Destination("b.example"), because: "4.7.0"),
                .init(job: 3, refused: everywhere, because: "530 sign in"),
                in: scene
            )
            let finding = try #require(try await health().first)
            #expect(finding.hasPrefix("f 2 destinations of email take nothing for now; nothing leaves by email since "))
            #expect(finding.contains(": 530 sign in; it is tried again in 15 seconds"))
        }
    }
}
