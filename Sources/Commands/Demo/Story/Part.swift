import Automation

/// The acts of one person in the demo, in order. A contact without a part only receives.
struct Part: Sendable {
    enum Scene: Sendable {
        case waits(Delay)
        /// Waits until an e-mail is in the Maildir. If it has not come after two weeks, the rest of the part is not
        /// played.
        case receives(String)
        case submits(form: String, [String: String] = [:])
        /// Follows the first link of an e-mail, in a browser.
        case clicks(String)
        /// Presses the button that mail programs show beside the sender.
        case unsubscribes(from: String)
        /// Another system reports something about the person.
        case isIdentified([String: String])
    }

    let address: String
    let scenes: [Scene]

    init(_ address: String, _ scenes: Scene...) { (self.address, self.scenes) = (address, scenes) }
}

extension Part {
    /// The parts that are played at the same time.
    static let all = [
        readsTheGuide, readsItAfterTheReminder, comesByTheForm, isTalkedToBySales, hasScored, hasEnough,
        subscribesLate,
    ]

    /// Clicks in the first e-mail, and gets no reminder.
    private static let readsTheGuide = Part(
        "lea.rousseau@alba.example.net",
        .waits(.hours(9)),
        .submits(form: "ebook-watering"),
        .receives("ebook-link"),
        .waits(.hours(3)),
        .clicks("ebook-link")
    )

    /// Forgets about it, and clicks in the reminder.
    private static let readsItAfterTheReminder = Part(
        "hina.tanaka@sakai.example.com",
        .waits(.hours(14)),
        .submits(form: "ebook-watering"),
        .receives("ebook-reminder"),
        .waits(.hours(5)),
        .clicks("ebook-reminder")
    )

    /// Was not known before. A hidden field makes her a lead, so the nurture also enrolls her.
    private static let comesByTheForm = Part(
        "amelie.fabre@verger.example.org",
        .waits(.hours(20)),
        .submits(
            form: "ebook-watering",
            [
                "first_name": "Amélie", "last_name": "Fabre", "country": "FR", "time_zone": "Europe/Paris",
                "lifecycle_stage": "lead",
            ]
        )
    )

    /// Becomes a marketing-qualified lead on the way, so the nurture ends before its next e-mail.
    private static let isTalkedToBySales = Part(
        "olivia.bennett@brightwater.example.net",
        .receives("nurture-1"),
        .waits(.hours(30)),
        .isIdentified(["lifecycle_stage": "mql"])
    )

    /// Earns enough points for the same result: another workflow makes her a marketing-qualified lead.
    private static let hasScored = Part(
        "hannah.reed@brightwater.example.net",
        .receives("nurture-2"),
        .waits(.hours(40)),
        .isIdentified(["score": "60"])
    )

    /// Unsubscribes after the first e-mail, so the others are not sent.
    private static let hasEnough = Part(
        "julien.lefevre@verdon.example.org",
        .receives("nurture-1"),
        .waits(.hours(4)),
        .unsubscribes(from: "nurture-1")
    )

    /// Joins the segment while the others are half-way through.
    private static let subscribesLate = Part(
        "sofia.rossi@orto.example.com",
        .waits(.days(5)),
        .isIdentified([
            "first_name": "Sofia", "last_name": "Rossi", "country": "IT", "time_zone": "Europe/Rome",
            "lifecycle_stage": "subscriber",
        ])
    )
}
