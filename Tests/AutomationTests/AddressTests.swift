import Testing

@testable import Automation

@Suite struct AddressTests {
    @Test(arguments: [
        ("anna@example.com", "anna@example.com"), ("Anna.B+tag@Example.COM", "Anna.B+tag@example.com"),
        ("a@bücher.example", "a@xn--bcher-kva.example"), ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"), ("o'hara@example.co.uk", "o'hara@example.co.uk"),
        ("x@ＥＸＡＭＰＬＥ。com", "x@example.com"),
    ])
    func `an address is kept in the form that mail needs`(text: String, kept: String) throws {
        #expect(try EmailAddress(text).description == kept)
    }

    @Test(arguments: [
        ("", AddressFailure.noAtSign), ("anna", .noAtSign), ("@example.com", .malformedLocalPart),
        ("anna@", .malformedDomain), ("anna@localhost", .malformedDomain), ("anna@-a.com", .malformedDomain),
        ("anna@exa mple.com", .malformedDomain), ("a b@example.com", .malformedLocalPart),
        (".a@example.com", .malformedLocalPart), ("a..b@example.com", .malformedLocalPart),
        ("a@b@example.com", .malformedLocalPart), ("jürgen@example.com", .nonASCIILocalPart),
        ("a@example.com\r\nBcc: b@example.com", .controlCharacter), ("a\0@example.com", .controlCharacter),
        ("\"a\"@example.com", .malformedLocalPart), ("a@[127.0.0.1]", .malformedDomain),
        ("a@exa_mple.com", .malformedDomain),
        (String(repeating: "a", count: 65) + "@example.com", .malformedLocalPart),
        ("a@" + String(repeating: "a", count: 64) + ".com", .malformedDomain),
        ("a@example..com", .malformedDomain), ("<a@example.com>", .malformedLocalPart), ("a@♥.com", .malformedDomain),
    ])
    func `what is no address is refused, with the reason`(text: String, failure: AddressFailure) {
        #expect(throws: failure) { try EmailAddress(text) }
    }

    @Test(
        arguments: [
            ("anna@example.com", nil, "anna@example.com"), ("Anna <anna@example.com>", "Anna", "anna@example.com"),
            ("  Anna B.  <anna@example.com> ", "Anna B.", "anna@example.com"),
            ("\"B., Anna \\\"A\\\"\" <anna@example.com>", "B., Anna \"A\"", "anna@example.com"),
            ("<anna@example.com>", nil, "anna@example.com"), ("Zoë 🎉 <z@example.com>", "Zoë 🎉", "z@example.com"),
            ("Anna @ Garden <anna@example.org>", "Anna @ Garden", "anna@example.org"),
            ("\u{200B} <anna@example.org>", nil, "anna@example.org"),
        ] as [(String, String?, String)]
    )
    func `a mailbox is a name and an address`(text: String, name: String?, address: String) throws {
        let mailbox = try Mailbox(parsing: text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.description == address)
    }

    @Test func `a name that would begin another header is refused`() throws {
        let address = try EmailAddress("a@example.com")
        #expect(throws: AddressFailure.controlCharacter) {
            try Mailbox(name: "A\r\nBcc: b@example.com", address: address)
        }
        #expect(throws: AddressFailure.controlCharacter) { try Mailbox(parsing: "A\nB <a@example.com>") }
        #expect(throws: AddressFailure.unclosedBracket) { try Mailbox(parsing: "A a@example.com>") }
    }

    /// The lower-case samples of RFC 3492 §7.1, and a few real names.
    @Test(arguments: [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("pročprostěnemluvíčesky", "proprostnemluvesky-uyb24dma41a"),
        ("なぜみんな日本語を話してくれないのか", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"), ("münchen", "mnchen-3ya"), ("bücher", "bcher-kva"),
        ("-> $1.00 <-", "-> $1.00 <--"),
    ])
    func `punycode agrees with its RFC`(label: String, encoded: String) {
        #expect(Punycode.encode(label) == encoded)
    }
}
