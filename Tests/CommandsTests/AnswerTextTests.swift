import Store
import Testing

@testable import Commands

struct AnswerTextTests {
    @Test func `rows are aligned under their head, and a cell of two lines takes two`() {
        let answer = OperatorCall.Answer(columns: ["a", "long head"], rows: [["1", "x\ny"], [nil, "z"]])
        #expect(AnswerText.table(answer) == "a  long head\n1  x\n   y\n   z")
    }

    @Test func `one value stands alone, and no row is said to be nothing`() {
        #expect(
            AnswerText.table(OperatorCall.Answer(columns: ["pause"], rows: [["queue email is paused"]]))
                == "queue email is paused"
        )
        #expect(AnswerText.table(OperatorCall.Answer(columns: [], rows: [])) == "nothing")
    }

    @Test func `as JSON a null stays one`() throws {
        let answer = OperatorCall.Answer(columns: ["a", "b"], rows: [["1", nil]])
        #expect(try AnswerText.json(answer) == "[\n  {\n    \"a\" : \"1\",\n    \"b\" : null\n  }\n]")
    }
}
