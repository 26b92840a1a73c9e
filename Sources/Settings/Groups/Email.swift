extension Settings {
    /// How e-mail leaves.
    package struct Email: Sendable, Equatable {
        package var transport = Transport.smtp
        package var maildir = "mail"
        package var tracking = true
        package var doubtful = Doubtful.resend
        package var resendAfter: Duration = .seconds(15 * 60)
    }

    package enum Transport: String, Sendable, CaseIterable {
        case smtp
        case maildir
        /// Accepts and drops every message, to measure everything except the mail.
        case none
    }

    /// What happens to a message whose hand-over broke off before the relay answered.
    package enum Doubtful: String, Sendable, CaseIterable {
        case resend
        case park
    }
}
