import Automation

/// Plays parts with real means: HTTP requests to the API, and the messages in the Maildir.
struct Performer: Sendable {
    let visitor: Visitor
    let letterbox: Letterbox
    let speed: ClockSpeed

    private static let patience = Delay.weeks(2)

    func play(_ part: Part) async throws {
        for scene in part.scenes {
            guard try await play(scene, as: part.address) else { return }
        }
    }

    /// False if a message that the scene needs has not come.
    private func play(_ scene: Part.Scene, as address: String) async throws -> Bool {
        switch scene {
        case .waits(let delay):
            try await Task.sleep(for: speed.real(delay))
        case .receives(let email):
            return try await letter(email, to: address) != nil
        case .submits(let form, let fields):
            try await visitor.submit(form, fields.merging(["email": address]) { field, _ in field })
        case .clicks(let email):
            guard let link = try await letter(email, to: address)?.link else { return false }
            try await visitor.follow(link)
        case .unsubscribes(let email):
            guard let button = try await letter(email, to: address)?.unsubscribeURL else { return false }
            try await visitor.unsubscribe(at: button)
        case .isIdentified(let traits):
            try await visitor.identify(address, traits)
        }
        return true
    }

    private func letter(_ email: String, to address: String) async throws -> ReceivedLetter? {
        try await letterbox.letter(email, to: address, within: speed.real(Self.patience) + .seconds(1))
    }
}
