extension Catalog {
    static let workspace = Group(
        name: "workspace",
        meaning: "Who sends, and what every message says about the sender.",
        settings: [
            Setting("workspace.time_zone", \.workspace.timeZone, .timeZone)
                .means("Rules wherever a contact has no time zone of its own."),
            Setting("workspace.postal_address", \.workspace.postalAddress, .line)
                .means(
                    """
                    Shown at the foot of marketing e-mail; the law asks for it in many countries. Without it no \
                    marketing e-mail can be applied.
                    """
                ),
            Setting("workspace.default_sender", \.workspace.defaultSender, .sender)
                .means("From whom an e-mail comes that names no sender."),
            Setting("workspace.public_url", \.workspace.publicURL, .webAddress)
                .means(
                    """
                    Where contacts reach the API: the base of tracking and unsubscribe links. https, but on this \
                    machine.
                    """
                ),
            Setting("workspace.unsubscribe_mailbox", \.workspace.unsubscribeMailbox, .optional(.address))
                .means(
                    """
                    A mailbox that a person reads, for unsubscribing by e-mail (List-Unsubscribe). Empty: by link \
                    only.
                    """
                ),
        ]
    )

    static let email = Group(
        name: "email",
        meaning: "How e-mail leaves.",
        settings: [
            Setting("email.transport", \.email.transport, .choice())
                .means(
                    """
                    smtp: to a relay. maildir: into a folder, for trying things out. none: accepted and dropped, for \
                    measuring.
                    """
                ),
            Setting("email.maildir", \.email.maildir, .words)
                .means("The folder for the transport maildir. Created when missing."),
            Setting("email.tracking", \.email.tracking, .yesOrNo)
                .means("Whether opens and clicks are recorded. Unsubscribe links work either way."),
            Setting("email.doubtful", \.email.doubtful, .choice())
                .means(
                    """
                    What happens to a message whose hand-over broke off before the relay answered. resend: once more, \
                    the same bytes. park: never again. Either way it is listed in messaging.doubtful, and the walk goes on.
                    """
                ),
            Setting("email.resend_after", \.email.resendAfter, .duration(Limits.resendAfter))
                .means("How long a doubtful message rests before it is sent again."),
        ]
    )

    static let smtp = Group(
        name: "smtp",
        meaning: "The relay that takes the mail.",
        settings: [
            Setting("smtp.host", \.smtp.host, .words)
                .means("Its name or address."),
            Setting("smtp.port", \.smtp.port, .port)
                .means("587 for starttls, 465 for tls, 25 inside a network of your own."),
            Setting("smtp.security", \.smtp.security, .choice())
                .means("starttls and tls both demand a certificate that fits the host."),
            Setting("smtp.user", \.smtp.user, .optional(.words))
                .means("Empty: no authentication."),
            Setting("smtp.password", \.smtp.password, .optional(.secret))
                .means("Better kept in the environment than here."),
            Setting("smtp.connections", \.smtp.connections, .count(Limits.smtpConnections))
                .means("Held open to the relay by one worker, each carrying one message at a time."),
            Setting("smtp.timeout", \.smtp.timeout, .duration(Limits.smtpTimeout))
                .means("The longest one message may take. Shorter than worker.lease."),
        ]
    )

    static let tracking = Group(
        name: "tracking",
        meaning: "What signs the links in a message.",
        settings: [
            Setting("tracking.secrets", \.tracking.secrets, .list(of: .trackingSecret))
                .means(
                    """
                    Each written id:secret, the id being yours to tell them apart; make a secret with `openssl rand -hex 32`. The first signs, all verify. \
                    Workers and the API need the same. Better kept in the environment than here.
                    """
                )
        ]
    )
}
