/// One file that could be parsed: what it defines, under which name.
struct Document {
    enum Kind: String, CaseIterable {
        case workflow, email, segment, properties, lists

        /// What a folder holds.
        init?(folder: String) {
            switch folder {
            case "workflows": self = .workflow
            case "emails": self = .email
            case "segments": self = .segment
            default: return nil
            }
        }

        /// What a file at the top defines.
        init?(file stem: String) {
            switch stem {
            case "properties": self = .properties
            case "lists": self = .lists
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
