package import Automation
package import Delivery
package import Foundation
package import Synchronization

/// Accepts every message and records when it came, by the stage's clock. It answers as the test asks.
package final class Postbox: Channel {
    package struct Arrival: Hashable, CustomStringConvertible {
        package let to: String
        package let subject: String
        package let at: String

        package var description: String { "\(at) \(to): \(subject)" }
    }

    package let now = Mutex(Date.distantPast)
    private let arrivals = Mutex<[(arrival: Arrival, bytes: [UInt8])]>([])
    /// Answers by recipient. A recipient that is not listed gets `sent`.
    private let answers = Mutex<[String: [Outcome]]>([:])
    private let standing = Mutex<[String: Outcome]>([:])

    /// The next answers to messages for this recipient. After that they are sent.
    package func answer(_ outcomes: Outcome..., to recipient: String) { answers.withLock { $0[recipient] = outcomes } }

    /// The answer to every message for this recipient.
    package func always(_ outcome: Outcome, to recipient: String) { standing.withLock { $0[recipient] = outcome } }

    package func deliver(_ message: OutgoingMessage) async -> Outcome {
        let recipient = message.recipient.description
        let planned = answers.withLock { answers -> Outcome? in
            guard let first = answers[recipient]?.first else { return nil }
            answers[recipient]?.removeFirst()
            return first
        }
        let outcome = planned ?? standing.withLock { $0[recipient] } ?? .sent(reference: "250 taken")
        switch outcome {
        case .sent, .doubtful: keep(message)
        case .refused, .notAttempted: break
        }
        return outcome
    }

    /// Everything that arrived, in the order of time and then of recipient.
    package var mail: [Arrival] { arrivals.withLock { $0.map(\.arrival) }.sorted { ($0.at, $0.to) < ($1.at, $1.to) } }

    package func mail(to recipient: String) -> [Arrival] { mail.filter { $0.to == recipient } }

    package func bytes(to recipient: String) -> [[UInt8]] {
        arrivals.withLock { $0.filter { $0.arrival.to == recipient }.map(\.bytes) }
    }

    private func keep(_ message: OutgoingMessage) {
        let text = String(decoding: message.bytes, as: UTF8.self)
        let subject =
            text.split(separator: "\r\n").first { $0.hasPrefix("Subject: ") }?.dropFirst("Subject: ".count) ?? ""
        let moment = now.withLock { $0 }.ISO8601Format()
        arrivals.withLock {
            $0.append((Arrival(to: message.recipient.description, subject: String(subject), at: moment), message.bytes))
        }
    }
}
