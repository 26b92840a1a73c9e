extension Int {
    /// Reads ASCII digits and nothing else, not even a sign.
    init?(digits text: some StringProtocol) {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        self.init(text)
    }

    /// `7` as `07`.
    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
