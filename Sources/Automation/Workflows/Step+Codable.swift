/// In JSON, one key that names the action: `{"wait": "2 days"}`.
extension Step.Action: Codable {
    private enum CodingKeys: String, CodingKey {
        case sendEmail = "send_email"
        case wait, branch, perform, end
    }

    private enum EndKeys: String, CodingKey { case reason }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .sendEmail: self = .sendEmail(try container.decode(SendEmail.self, forKey: .sendEmail))
        case .wait: self = .wait(try container.decode(Delay.self, forKey: .wait))
        case .branch: self = .branch(try container.decode(Branch.self, forKey: .branch))
        case .perform: self = .perform(try container.decode(Effect.self, forKey: .perform))
        case .end:
            let end = try container.nestedContainer(keyedBy: EndKeys.self, forKey: .end)
            self = .end(reason: try end.decodeIfPresent(String.self, forKey: .reason))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .sendEmail(let send): try container.encode(send, forKey: .sendEmail)
        case .wait(let delay): try container.encode(delay, forKey: .wait)
        case .branch(let branch): try container.encode(branch, forKey: .branch)
        case .perform(let effect): try container.encode(effect, forKey: .perform)
        case .end(let reason):
            var end = container.nestedContainer(keyedBy: EndKeys.self, forKey: .end)
            try end.encodeIfPresent(reason, forKey: .reason)
        }
    }
}

/// In JSON: `{"go": "step"}`, `{"go": null}` for the end of the workflow, or `"end"`.
extension Branch.Otherwise: Codable {
    private enum CodingKeys: String, CodingKey { case go }

    package init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: CodingKeys.self) else {
            self = .end
            return
        }
        self = .go(to: try container.decodeIfPresent(StepID.self, forKey: .go))
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .go(let target):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(target, forKey: .go)
        case .end:
            var value = encoder.singleValueContainer()
            try value.encode("end")
        }
    }
}
