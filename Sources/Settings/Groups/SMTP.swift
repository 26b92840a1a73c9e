extension Settings {
    /// The relay that accepts the mail.
    package struct SMTP: Sendable, Equatable {
        package var host = "localhost"
        package var port = 587
        package var security = Security.starttls
        package var user: String?
        package var password: Secret?
        package var connections = 16
        package var timeout: Duration = .seconds(30)
    }

    package enum Security: String, Sendable, CaseIterable {
        case none
        case starttls
        case tls
    }
}
