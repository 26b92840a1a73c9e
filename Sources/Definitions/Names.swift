import Automation

/// Every name a definition may refer to.
struct Names {
    enum Kind: String {
        case list, segment, workflow, topic
        case email = "e-mail"

        /// The advice when no similar name exists.
        var advice: String {
            switch self {
            case .list: "declare it in lists.yaml"
            case .segment: "write it in segments/"
            case .workflow: "write it in workflows/"
            case .email: "write it in emails/"
            case .topic: "declare it in topics.yaml"
            }
        }
    }

    var properties: PropertySchema = .standard
    var lists: Set<String> = []
    var segments: Set<String> = []
    var workflows: Set<String> = []
    var emails: Set<String> = []
    /// Nil while there is no topics.yaml: then every topic that an e-mail names counts.
    var topics: Set<String>?

    subscript(_ kind: Kind) -> Set<String> {
        switch kind {
        case .list: lists
        case .segment: segments
        case .workflow: workflows
        case .email: emails
        case .topic: topics ?? []
        }
    }
}
