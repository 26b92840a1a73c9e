import Automation

/// One file of the configuration, as text.
package struct SourceFile: Hashable, Sendable {
    /// The path inside the folder: `workflows/welcome.yaml`.
    package let path: String
    package let text: String

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// The kind of definition, by the file's path; nil for files that Relance does not read. Hidden files are among
    /// those, because mounted folders keep older versions in them.
    var kind: Document.Kind? {
        let parts = path.split(separator: "/").map(String.init)
        guard let last = parts.last, last.hasSuffix(".yaml") || last.hasSuffix(".yml") else { return nil }
        guard !parts.contains(where: { $0.hasPrefix(".") }) else { return nil }
        return parts.count == 1 ? Document.Kind(file: stem) : Document.Kind(folder: parts[0])
    }

    /// The warning for a file that looks like a definition but lies where none is looked for; nil for other files.
    static func misspelling(in path: String) -> String? {
        let file = SourceFile(path: path, text: "")
        let parts = path.split(separator: "/").map(String.init)
        guard file.kind == nil, path.hasSuffix(".yaml") || path.hasSuffix(".yml"), !path.hasPrefix(".") else {
            return nil
        }
        let known = parts.count == 1 ? Document.Kind.files : Document.Kind.folders
        let name = parts.count == 1 ? file.stem : parts[0]
        let word = Spelling.closest(to: name.lowercased(), among: known)
        return word.map { "nothing is looked for in \"\(name)\"; did you mean \"\($0)\"?" }
    }

    /// The file's name without folder and extension.
    var stem: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").first.map(String.init) ?? name
    }
}
