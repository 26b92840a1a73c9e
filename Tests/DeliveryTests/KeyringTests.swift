import Testing
import Tracking

@Suite struct KeyringTests {
    private let old = "an old secret that is long enough, surely"
    private let new = "a new secret that is also long enough, yes"

    @Test(arguments: [
        TrackingToken.click(delivery: 1, link: 0), .click(delivery: .max, link: 65_535), .open(delivery: 8_123),
        .bounce(delivery: 42), .unsubscribe(contact: 7, topic: nil), .unsubscribe(contact: -7, topic: "product news"),
        .unsubscribe(contact: 7, topic: "日本語 🎉"),
    ])
    func `a token comes back as what was signed`(token: TrackingToken) throws {
        let keyring = try Keyring(secrets: [new])

        let text = keyring.sign(token)

        #expect(keyring.verify(text) == token)
        #expect(
            text.utf8.allSatisfy {
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".utf8.contains($0)
            }
        )
    }

    @Test func `the same token is signed the same way every time`() throws {
        let keyring = try Keyring(secrets: [new])

        #expect(keyring.sign(.open(delivery: 1)) == keyring.sign(.open(delivery: 1)))
        #expect(keyring.sign(.open(delivery: 1)) != keyring.sign(.bounce(delivery: 1)))
    }

    @Test func `after a rotation old links still work and new ones use the new secret`() throws {
        let before = try Keyring(secrets: [old])
        let rotated = try Keyring(secrets: [new, old])
        let after = try Keyring(secrets: [new])
        let token = TrackingToken.unsubscribe(contact: 5, topic: "news")

        #expect(rotated.verify(before.sign(token)) == token)
        #expect(after.verify(rotated.sign(token)) == token)
        #expect(after.verify(before.sign(token)) == nil)
    }

    @Test func `a token changed in any one character is refused`() throws {
        let keyring = try Keyring(secrets: [new])
        let text = Array(keyring.sign(.click(delivery: 99, link: 3)))

        for position in text.indices {
            for replacement in "Aa0_-Zz9" where replacement != text[position] {
                var forged = text
                forged[position] = replacement
                #expect(keyring.verify(String(forged)) == nil)
            }
        }
    }

    @Test(arguments: [
        "", "A", "AA", "AAAA", "é", "../../etc", "a=b", String(repeating: "A", count: 38), "AQ==", "AQ\n",
    ])
    func `what nobody signed is refused`(text: String) throws {
        #expect(try Keyring(secrets: [new]).verify(text) == nil)
    }

    @Test func `random and damaged texts never pass and never crash`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var luck = SplitMix64(seed: seed)
        let keyring = try Keyring(secrets: [new, old])

        for _ in 0..<2_000 {
            let token = TrackingToken.click(
                delivery: Int64.random(in: 1 ... .max, using: &luck),
                link: Int.random(in: 0..<50, using: &luck)
            )
            let text = keyring.sign(token)
            #expect(keyring.verify(text) == token)
            #expect(keyring.verify(Self.damaged(text, &luck)) == nil, "seed \(seed)")
            #expect(
                keyring.verify(String((0..<Int.random(in: 0...300, using: &luck)).map { _ in Self.letter(&luck) }))
                    == nil
            )
        }
    }

    @Test func `a weak or absent secret makes no keyring`() {
        #expect(throws: KeyringFailure.noSecret) { try Keyring(secrets: []) }
        #expect(throws: KeyringFailure.secretTooShort(position: 2)) { try Keyring(secrets: [new, "short"]) }
    }

    @Test func `addresses end in their token`() throws {
        let keyring = try Keyring(secrets: [new])
        let urls = TrackingURLs(base: "https://t.example.com/", keyring: keyring)

        #expect(
            urls.click(delivery: 4, link: 2) == "https://t.example.com/c/\(keyring.sign(.click(delivery: 4, link: 2)))"
        )
        #expect(urls.open(delivery: 4).hasPrefix("https://t.example.com/o/"))
        #expect(urls.unsubscribe(contact: 4, topic: nil).hasPrefix("https://t.example.com/u/"))
    }

    /// The text with one character dropped, doubled or replaced.
    private static func damaged(_ text: String, _ luck: inout SplitMix64) -> String {
        var characters = Array(text)
        let position = Int.random(in: 0..<characters.count, using: &luck)
        switch Int.random(in: 0..<3, using: &luck) {
        case 0: characters.remove(at: position)
        case 1: characters.insert(letter(&luck), at: position)
        default: characters[position] = characters[position] == "x" ? "y" : "x"
        }
        return String(characters)
    }

    private static func letter(_ luck: inout SplitMix64) -> Character {
        Array("ABCXYZabcxyz0189-_")[Int.random(in: 0..<18, using: &luck)]
    }
}

/// Repeatable randomness: print the seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
