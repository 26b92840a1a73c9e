/// Lets a few tasks through at a time; the others wait in line.
actor Turnstile {
    /// How many test databases exist at once.
    static let databases = Turnstile(places: 8)

    private var places: Int
    private var line: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func enter() async {
        guard places == 0 else {
            places -= 1
            return
        }
        await withCheckedContinuation { line.append($0) }
    }

    func leave() {
        guard !line.isEmpty else {
            places += 1
            return
        }
        line.removeFirst().resume()
    }
}
