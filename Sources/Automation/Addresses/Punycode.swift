/// RFC 3492: writes a label of any script with letters, digits and hyphens.
enum Punycode {
    /// `nil` if the label is too long to encode without overflow; such a label is not a host name either.
    static func encode(_ label: some StringProtocol) -> String? {
        let scalars = label.unicodeScalars.map(\.value)
        guard scalars.count <= charactersMax else { return nil }
        let basic = scalars.filter { $0 < 0x80 }
        var output = String(String.UnicodeScalarView(basic.compactMap(Unicode.Scalar.init)))
        if !basic.isEmpty { output += "-" }

        var state = Encoding(handled: UInt32(basic.count))
        while state.handled < scalars.count {
            guard let next = scalars.filter({ $0 >= state.threshold }).min() else { return nil }
            state.advance(to: next)
            for scalar in scalars {
                if scalar < state.threshold { state.delta += 1 }
                if scalar == state.threshold { output += state.emit(basicCount: UInt32(basic.count)) }
            }
            state.delta += 1
            state.threshold += 1
        }
        return output
    }

    /// A label has at most 63 bytes. With so few characters no sum below can overflow 32 bits.
    private static let charactersMax = 63
}

/// The moving parts of the algorithm, named as in RFC 3492 §6.3.
private struct Encoding {
    var handled: UInt32
    var threshold: UInt32 = 128
    var delta: UInt32 = 0
    private var bias: UInt32 = 72

    init(handled: UInt32) { self.handled = handled }

    mutating func advance(to next: UInt32) {
        delta += (next - threshold) * (handled + 1)
        threshold = next
    }

    /// One delta as a variable-length integer.
    mutating func emit(basicCount: UInt32) -> String {
        var digits = ""
        var rest = delta
        var position: UInt32 = 36
        while true {
            let limit = position <= bias ? 1 : min(position - bias, 26)
            if rest < limit { break }
            digits.append(Self.digit(limit + (rest - limit) % (36 - limit)))
            rest = (rest - limit) / (36 - limit)
            position += 36
        }
        digits.append(Self.digit(rest))
        adapt(isFirst: handled == basicCount)
        return digits
    }

    private mutating func adapt(isFirst: Bool) {
        handled += 1
        delta = isFirst ? delta / 700 : delta / 2
        delta += delta / handled
        var steps: UInt32 = 0
        while delta > 455 {
            delta /= 35
            steps += 36
        }
        bias = steps + 36 * delta / (delta + 38)
        delta = 0
    }

    private static func digit(_ value: UInt32) -> Character {
        Character(Unicode.Scalar(UInt8(value < 26 ? value + 97 : value + 22)))
    }
}
