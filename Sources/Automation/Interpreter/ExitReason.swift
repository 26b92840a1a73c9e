/// Why an enrollment is over.
package enum ExitReason: Hashable, Sendable {
    /// The enrollment reached the end of the steps.
    case completed
    /// An `end` step ended it, with the author's own words.
    case ended(reason: String?)
    case noBranchMatched
    case goalMet
    /// A send was forbidden, and the step says `if_blocked: exit`.
    case blocked(reason: String)
    /// A person, the API or another workflow ended it.
    case unenrolled(reason: String)
    case suppressed
    /// An event began the enrollment anew.
    case restarted
    case failed(explanation: String)

    /// The word stored in the database.
    package var word: String {
        switch self {
        case .completed: "completed"
        case .ended: "ended"
        case .noBranchMatched: "no branch matched"
        case .goalMet: "goal met"
        case .blocked: "blocked"
        case .unenrolled: "unenrolled"
        case .suppressed: "suppressed"
        case .restarted: "restarted"
        case .failed: "failed"
        }
    }

    /// The details beyond the word.
    package var detail: String? {
        switch self {
        case .ended(let reason): reason
        case .unenrolled(let reason): reason
        case .blocked(let reason): reason
        case .failed(let explanation): explanation
        case .completed, .noBranchMatched, .goalMet, .suppressed, .restarted: nil
        }
    }
}

extension ExitReason: CustomStringConvertible {
    package var description: String { detail.map { "\(word): \($0)" } ?? word }
}
