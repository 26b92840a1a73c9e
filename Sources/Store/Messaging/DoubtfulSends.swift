package import Postgres

/// A message as it was frozen with its intent.
package struct FrozenMessage: Sendable {
    package let delivery: Int64
    package let sender: String
    package let recipient: String
    package let content: [UInt8]
}

/// Marks doubtful deliveries as handed over once more. Returns their frozen messages.
package struct HandOverAgain: Statement {
    package let deliveries: [(id: Int64, fence: Int64)]

    package init(_ deliveries: [(id: Int64, fence: Int64)]) { self.deliveries = deliveries }

    package static let sql = "SELECT * FROM messaging.hand_over_again($1, $2)"
    package var parameters: [Parameter] { [.integers(deliveries.map(\.id)), .integers(deliveries.map(\.fence))] }
    package static func read(_ row: borrowing Row) throws -> FrozenMessage {
        FrozenMessage(
            delivery: try row.integer("delivery_id"),
            sender: try row.text("sender"),
            recipient: try row.text("recipient"),
            content: try row.bytes("content")
        )
    }
}

/// Records why deliveries are doubtful. Parked deliveries have ended and wait for a person to look.
package struct DoubtDeliveries: Statement {
    package let deliveries: [(id: Int64, doubt: String)]
    package let areParked: Bool

    package init(_ deliveries: [(id: Int64, doubt: String)], parked: Bool) {
        (self.deliveries, areParked) = (deliveries, parked)
    }

    package static let sql = "SELECT messaging.doubt($1, $2, $3)"
    package var parameters: [Parameter] {
        [.integers(deliveries.map(\.id)), .texts(deliveries.map(\.doubt)), .boolean(areParked)]
    }
    package static func read(_ row: borrowing Row) throws {}
}

/// Ends intents that an earlier worker left without an outcome, for claimed sends that will not be handed over.
package struct ForgoSends: Statement {
    package let sends: [(job: Int64, reason: String)]

    package init(_ sends: [(job: Int64, reason: String)]) { self.sends = sends }

    package static let sql = "SELECT messaging.forgo($1, $2)"
    package var parameters: [Parameter] { [.integers(sends.map(\.job)), .texts(sends.map(\.reason))] }
    package static func read(_ row: borrowing Row) throws {}
}
