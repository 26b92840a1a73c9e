import Definitions
import Foundation
import Testing

/// Files with random typing mistakes.
struct FuzzTests {
    private static let rounds = 250

    @Test(arguments: [UInt64.random(in: .min ... .max)])
    func `no mistake in a file ends in anything but a catalog or diagnostics with a place`(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let files = try Self.shipped()
        for _ in 0..<Self.rounds {
            var mutated = files
            let index = dice.number(below: files.count)
            mutated[index] = SourceFile(path: files[index].path, text: dice.mutated(files[index].text))
            do {
                _ = try Definitions.load(mutated)
            } catch {
                #expect(!error.errors.isEmpty, "seed \(seed)")
                #expect(error.diagnostics == error.diagnostics.sorted(), "seed \(seed)")
                #expect(
                    error.diagnostics.allSatisfy { $0.line > 0 && $0.column > 0 && !$0.message.isEmpty },
                    "seed \(seed)"
                )
            }
        }
    }

    private static func shipped() throws -> [SourceFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: Fixtures.config.path).sorted()
        return try paths.filter { $0.hasSuffix(".yaml") }.map { path in
            SourceFile(path: path, text: try String(contentsOf: Fixtures.config.appending(path: path), encoding: .utf8))
        }
    }
}

/// Seeded, so that a failure can be repeated.
private struct Dice {
    var state: UInt64

    mutating func number(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    /// One to four changes: a character lost, doubled, replaced or moved, or a line lost, doubled or indented.
    mutating func mutated(_ text: String) -> String {
        var characters = Array(text)
        for _ in 0...number(below: 4) where !characters.isEmpty { mutate(&characters) }
        return String(characters)
    }

    private mutating func mutate(_ characters: inout [Character]) {
        let position = number(below: characters.count)
        let noise = Array("{}[]:#&*!|>'\"%@`,-? \t\n0é\u{0}\u{FEFF}\u{2028}👩‍🌾")
        switch number(below: 6) {
        case 0: characters.remove(at: position)
        case 1: characters.insert(characters[position], at: position)
        case 2: characters[position] = noise[number(below: noise.count)]
        case 3: characters.insert(noise[number(below: noise.count)], at: position)
        case 4: characters.removeSubrange(position..<min(position + number(below: 80), characters.count))
        default:
            characters.insert(contentsOf: characters[position..<min(position + 60, characters.count)], at: position)
        }
    }
}
