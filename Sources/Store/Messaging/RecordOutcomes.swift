package import Postgres

/// How a delivery ended.
package struct DeliveryOutcome: Sendable {
    package enum State: String, Sendable { case sent, failed }

    package let delivery: Int64
    package let fence: Int64
    package let state: State
    /// The server's answer, without addresses.
    package let reference: String

    package init(_ state: State, _ delivery: Int64, fence: Int64, reference: String) {
        (self.state, self.delivery, self.fence, self.reference) = (state, delivery, fence, reference)
    }
}

package struct RecordOutcomes: Statement {
    package let outcomes: [DeliveryOutcome]

    package init(_ outcomes: [DeliveryOutcome]) { self.outcomes = outcomes }

    package static let sql = "SELECT messaging.record_outcomes($1, $2, $3, $4)"
    package var parameters: [Parameter] {
        [
            .integers(outcomes.map(\.delivery)), .integers(outcomes.map(\.fence)),
            .texts(outcomes.map(\.state.rawValue)), .texts(outcomes.map(\.reference)),
        ]
    }
    package static func read(_ row: borrowing Row) throws {}
}

/// Withdraws intents whose message was certainly not accepted.
package struct WithdrawIntents: Statement {
    package let intents: [(delivery: Int64, fence: Int64)]

    package init(_ intents: [(delivery: Int64, fence: Int64)]) { self.intents = intents }

    package static let sql = "SELECT messaging.withdraw_intents($1, $2)"
    package var parameters: [Parameter] { [.integers(intents.map(\.delivery)), .integers(intents.map(\.fence))] }
    package static func read(_ row: borrowing Row) throws {}
}

/// Puts the recipients of deliveries on the suppression list.
package struct SuppressRecipients: Statement {
    package let deliveries: [Int64]
    package let reason: String

    package init(_ deliveries: [Int64], because reason: String) {
        (self.deliveries, self.reason) = (deliveries, reason)
    }

    package static let sql = """
        SELECT messaging.suppress(ARRAY(SELECT recipient FROM messaging.messages WHERE delivery_id = ANY ($1)), $2)
        """
    package var parameters: [Parameter] { [.integers(deliveries), .text(reason)] }
    package static func read(_ row: borrowing Row) throws {}
}
