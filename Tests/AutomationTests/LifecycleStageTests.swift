import Automation
import TestSupport
import Testing

struct LifecycleStageTests {
    @Test(.row("L1")) func `the stages are ordered from subscriber to other`() {
        let stages = LifecycleStage.allCases

        #expect(stages == stages.sorted())
        #expect(stages.first == .subscriber)
        #expect(stages.last == .other)
    }

    @Test(arguments: [
        (LifecycleStage.lead, LifecycleStage.mql, LifecycleStage.mql),
        (.mql, .lead, .mql),
        (.customer, .subscriber, .customer),
        (.sql, .sql, .sql),
    ])
    func `merging two stages keeps the later, whichever comes first`(
        one: LifecycleStage,
        two: LifecycleStage,
        result: LifecycleStage
    ) {
        #expect(one.merged(with: two) == result)
        #expect(two.merged(with: one) == result)
    }

    @Test(arguments: [("MQL", LifecycleStage.mql), ("Customer", .customer), ("sql", .sql)])
    func `a stage is read whatever its case`(text: String, stage: LifecycleStage) {
        #expect(LifecycleStage(parsing: text) == stage)
    }

    @Test(
        .row("C5"),
        arguments: [
            (StageTest.Relation.equals, [LifecycleStage.mql]),
            (.atMost, [.subscriber, .lead, .mql]),
            (.before, [.subscriber, .lead]),
            (.after, [.sql, .opportunity, .customer, .evangelist, .other]),
            (.atLeast, [.mql, .sql, .opportunity, .customer, .evangelist, .other]),
            (.notEquals, [.subscriber, .lead, .sql, .opportunity, .customer, .evangelist, .other]),
        ]
    )
    func `a stage test admits stages by their order`(relation: StageTest.Relation, admitted: [LifecycleStage]) {
        #expect(StageTest(relation, .mql).admitted == admitted)
    }
}
