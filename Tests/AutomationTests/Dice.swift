/// SplitMix64 (Steele, Lea, Flood 2014): a seed always gives the same samples.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True once in `sides` times, on average.
    mutating func chance(_ sides: Int) -> Bool { number(in: 1...sides) == 1 }

    /// A random element.
    mutating func one<Thing>(of things: [Thing]) -> Thing { things[number(in: 0...things.count - 1)] }
}
