/// One thing that `relance doctor` looked at: how it is, and what to do about it.
struct Finding: Equatable, Sendable {
    enum State: String, Sendable {
        case ok
        /// Works today, or could not be looked at.
        case look
        /// Something will not work.
        case fail = "FAIL"
    }

    let check: String
    let state: State
    let text: String
    /// What to do, one step a line; nil where nothing is to be done.
    let help: String?
}

extension Finding {
    static func ok(_ check: String, _ text: String) -> Finding {
        Finding(check: check, state: .ok, text: text, help: nil)
    }

    static func look(_ check: String, _ text: String, help: String) -> Finding {
        Finding(check: check, state: .look, text: text, help: help)
    }

    static func fail(_ check: String, _ text: String, help: String) -> Finding {
        Finding(check: check, state: .fail, text: text, help: help)
    }

    static func skipped(_ check: String, because reason: String, help: String? = nil) -> Finding {
        Finding(check: check, state: .look, text: "not looked at: \(reason)", help: help)
    }
}
