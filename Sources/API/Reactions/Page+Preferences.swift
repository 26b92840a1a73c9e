import Automation
import Store

/// The pages behind the links of messages: what to receive, and what was done.
extension Page {
    /// Where no link leads on: forged, unknown, or erased with the person it was made for.
    static let noLink = Page("This link is no longer valid", sentence("It leads nowhere any more."))

    /// Every topic with a box that says whether its e-mails come, and a way out of all.
    ///
    /// - Parameter topic: what the message with the link was about; nil when it was about none.
    static func preferences(_ preferences: [Preference], topic: String?) -> Page {
        guard !preferences.isEmpty else { return unsubscribe }
        return Page(
            "Your e-mails",
            sentence(preferenceWording),
            form(
                preferences.map(box).joined(separator: "\n"),
                button("Save", choice: "save"),
                preferences.contains { $0.topic == topic } ? "" : button("Unsubscribe", choice: "topic"),
                button("Unsubscribe from all", choice: "none")
            )
        )
    }

    static let preferenceWording = "Please send me e-mails about:"

    private static func box(_ preference: Preference) -> String {
        let topic = HTMLText.escaped(preference.topic)
        let note = preference.description.isEmpty ? "" : "<small>\(HTMLText.escaped(preference.description))</small>"
        return """
            <label><input type="hidden" name="shown" value="\(topic)">\
            <input type="checkbox" name="wanted" value="\(topic)"\(preference.isWanted ? " checked" : "")> \
            \(HTMLText.escaped(preference.label))\(note)</label>
            """
    }

    /// For a contact of whom nothing is known any more: its "no" can still be kept.
    private static let unsubscribe = Page(
        "Unsubscribe",
        sentence("Do you wish to receive no more of these e-mails?"),
        form(button("Unsubscribe", choice: "topic"))
    )

    static let unsubscribed = Page(
        "You are unsubscribed",
        sentence("You will receive no more of these e-mails.")
    )

    static func saved(_ preferences: [Preference]) -> Page {
        let wanted = preferences.filter(\.isWanted).map(\.label)
        let outcome =
            wanted.isEmpty
            ? "You will receive no more of our e-mails." : "You will receive: \(wanted.joined(separator: ", "))."
        return Page("Your choice is saved", sentence(outcome))
    }

    static func confirm(_ label: String) -> Page {
        Page("Please confirm", sentence(confirmWording(label)), form(button("I agree", choice: "confirm")))
    }

    static func confirmWording(_ label: String) -> String { "Yes, send me e-mails about \(label)." }

    static func confirmed(_ label: String) -> Page {
        Page("Thank you", sentence("You will receive our e-mails about \(label)."))
    }
}
