extension Int {
    /// Division that rounds down, so that days before 1970 count like the others.
    func flooredQuotient(by divisor: Int) -> Int { (self - flooredRemainder(by: divisor)) / divisor }

    /// The remainder of `flooredQuotient`; never negative.
    func flooredRemainder(by divisor: Int) -> Int {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
