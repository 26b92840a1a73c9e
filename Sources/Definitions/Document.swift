/// One file that could be parsed, with the kind and name of the definition in it.
struct Document {
    enum Kind: String, CaseIterable {
        case workflow, email, segment, properties, lists, topics

        /// Folders that hold one file for every definition of a kind.
        static let folders = ["emails", "segments", "workflows"]
        /// Files at the top that hold all definitions of a kind.
        static let files = ["lists", "properties", "topics"]

        init?(folder: String) {
            switch folder {
            case "workflows": self = .workflow
            case "emails": self = .email
            case "segments": self = .segment
            default: return nil
            }
        }

        init?(file stem: String) {
            switch stem {
            case "properties": self = .properties
            case "lists": self = .lists
            case "topics": self = .topics
            default: return nil
            }
        }
    }

    let kind: Kind
    let file: SourceFile
    let root: Element
    let name: String
    let namePlace: Place

    init?(_ file: SourceFile, _ findings: Findings) {
        guard let kind = file.kind, let root = YAMLText(file, findings).root else { return nil }
        let key = root.entries?.first { $0.key == kind.rawValue }
        self.kind = kind
        self.file = file
        self.root = root
        name = key?.value.scalar?.text ?? file.stem
        namePlace = key?.value.place ?? root.place
    }
}
