package import Automation
package import Foundation
package import Postgres

/// The open breakers of a channel.
package struct ReadBreakers: Statement {
    package let channel: String

    package init(of channel: String) { self.channel = channel }

    package static let sql = "SELECT destination, until, reason FROM messaging.breakers WHERE channel = $1"
    package var parameters: [Parameter] { [.text(channel)] }
    package static func read(_ row: borrowing Row) throws -> Breakers.Breaker {
        Breakers.Breaker(
            Destination(try row.text("destination")),
            until: try row.timestamp("until"),
            reason: try row.text("reason")
        )
    }
}

/// Records the sends that the gate lets through to try destinations.
package struct LetProbe: Statement {
    package let term: Int64
    package let channel: String
    package let probes: [(destination: Destination, job: Int64)]
    /// Until when everything else waits for what becomes of them.
    package let until: Date

    package init(term: Int64, of channel: String, _ probes: [(destination: Destination, job: Int64)], until: Date) {
        (self.term, self.channel, self.probes, self.until) = (term, channel, probes, until)
    }

    package static let sql = "SELECT messaging.let_probe($1, $2, $3, $4, $5)"
    package var parameters: [Parameter] {
        [
            .integer(term), .text(channel), .texts(probes.map(\.destination.name)), .integers(probes.map(\.job)),
            .timestamp(until),
        ]
    }
    package static func read(_ row: borrowing Row) throws {}
}

/// Opens and closes the breakers of a channel by the answers to handed-over messages. Returns how many opened.
package struct NoteAnswers: Statement {
    /// The answer to one message.
    package struct Answer: Sendable {
        package let job: Int64
        /// What the next system refuses; nil when it answered about this message.
        package let refused: Destination?
        package let reason: String?

        package init(job: Int64, refused: Destination? = nil, because reason: String? = nil) {
            (self.job, self.refused, self.reason) = (job, refused, reason)
        }
    }

    package let channel: String
    package let answers: [Answer]

    package init(_ answers: [Answer], of channel: String) { (self.answers, self.channel) = (answers, channel) }

    package static let sql = "SELECT messaging.note_answers($1, $2, $3, $4) AS opened"
    package var parameters: [Parameter] {
        [
            .text(channel), .integers(answers.map(\.job)), .texts(answers.map(\.refused?.name)),
            .texts(answers.map(\.reason)),
        ]
    }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("opened") }
}
