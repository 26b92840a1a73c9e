import Automation
import Testing

struct JSONParserTests {
    @Test(arguments: [
        (#"{"a":[1,-2.50,1e3],"b":{"c":null},"d":"é\"\\\n"}"#, #"{"a":[1,-2.50,1e3],"b":{"c":null},"d":"é\"\\\n"}"#),
        ("  [ true , false ] ", "[true,false]"),
        (#""\u00e9\ud83d\ude00\/""#, #""é😀/""#),
        ("0", "0"),
        (#"{"a":1,"a":2}"#, #"{"a":2}"#),
    ])
    func `JSON is read, and written the same for equal values`(text: String, written: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).text == written)
    }

    @Test(arguments: [
        ("", "line 1, column 1: expected a value"),
        ("{\n  \"a\": tru\n}", "line 2, column 8: expected a value"),
        ("[1,]", "line 1, column 4: expected a value"),
        ("[1] 2", "line 1, column 5: expected the end"),
        (#"{"a" 1}"#, "line 1, column 6: expected \":\""),
        (#"{"a":1"#, "line 1, column 7: expected \",\" or \"}\""),
        ("{a:1}", "line 1, column 2: expected a name in quotes"),
        ("01", "line 1, column 2: expected the end"),
        ("1.", "line 1, column 3: expected a digit"),
        (#""\u0000""#, "line 1, column 8: a NUL character in a text"),
        (#""\ud800""#, "line 1, column 8: half a character in a text"),
        (#""\ude00""#, "line 1, column 8: half a character in a text"),
        (#""\u+123""#, "line 1, column 4: expected four hexadecimal digits"),
        ("\"a\nb\"", "line 2, column 1: a control character in a text"),
        ("\"abc", "line 1, column 5: a text without an end"),
        ("1e400", "line 1, column 6: a number beyond measure"),
    ])
    func `what is not JSON is refused, with the place`(text: String, detail: String) {
        let mistake = #expect(throws: JSONMistake.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(mistake?.description == detail)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONMistake.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
    }

    @Test func `depth is limited, so that no body exhausts the stack`() {
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        let mistake = #expect(throws: JSONMistake.self) { try JSONParser.parse(deep) }
        #expect(mistake?.description == "line 1, column 65: nested deeper than 64 levels")
    }

    @Test func `random bytes never crash the parser`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var luck = SplitMix(seed: seed)
        let alphabet = Array(#"{}[]",:\u0d8e+-1.tfn "#.utf8) + [0xC3, 0xA9, 0xFF, 0]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &luck)).map { _ in alphabet.randomElement(using: &luck)! }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            #expect(try JSONParser.parse(Array(value.text.utf8)) == value, "seed \(seed), bytes \(bytes)")
        }
    }
}
