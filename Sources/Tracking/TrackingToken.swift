/// The meaning of a link in a message. It contains no address and no target: both are looked up in the database.
package enum TrackingToken: Hashable, Sendable {
    /// A link of a delivery was followed: its number in `messaging.links`.
    case click(delivery: Int64, link: Int)
    /// The open pixel of a delivery was fetched.
    case open(delivery: Int64)
    /// A contact wants no more messages about one topic, or about any (`nil`). It is valid indefinitely, because RFC
    /// 8058 names no end.
    case unsubscribe(contact: Int64, topic: String?)
    /// A contact confirms that it agrees to a topic. Holds until the signing secret is retired.
    case confirm(contact: Int64, topic: String)
    /// A message of a delivery bounced: the local part of its return path (VERP).
    case bounce(delivery: Int64)
}

extension TrackingToken {
    /// The longest topic, in UTF-8 bytes. Topics are short names from the settings, so a longer one is a programmer's
    /// mistake.
    package static let topicBytesMax = 64
}
