package import Automation
package import Delivery
package import Tracking

/// Everything a worker needs to send e-mails: the channel, and the data that every message carries.
package struct PostOffice: Sendable {
    package let channel: any Channel
    /// How many messages the channel hands over at once.
    package let lanes: Int
    /// The sender of an e-mail that names none.
    package let sender: Mailbox
    package let postalAddress: String
    package let unsubscribeMailbox: EmailAddress?
    package let urls: TrackingURLs
    /// Whether links are replaced by tracked ones and an open pixel is added.
    package let isTracking: Bool
    package let doubtPolicy: DoubtPolicy
    /// The longest one hand-over may take.
    package let deadline: Duration

    package init(
        channel: any Channel,
        lanes: Int,
        sender: Mailbox,
        postalAddress: String,
        unsubscribeMailbox: EmailAddress?,
        urls: TrackingURLs,
        isTracking: Bool,
        doubtPolicy: DoubtPolicy,
        deadline: Duration
    ) {
        (self.channel, self.lanes, self.sender, self.postalAddress) = (channel, lanes, sender, postalAddress)
        (self.unsubscribeMailbox, self.urls, self.isTracking) = (unsubscribeMailbox, urls, isTracking)
        (self.doubtPolicy, self.deadline) = (doubtPolicy, deadline)
    }
}
