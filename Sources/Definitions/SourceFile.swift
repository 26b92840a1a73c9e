/// One file of the configuration, as text.
package struct SourceFile: Hashable, Sendable {
    /// Where it is inside the folder: `workflows/welcome.yaml`.
    package let path: String
    package let text: String

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// What the file defines, by where it stands; nil for files that are none of ours, hidden ones among them: mounted
    /// folders keep older versions in them.
    var kind: Document.Kind? {
        let parts = path.split(separator: "/").map(String.init)
        guard let last = parts.last, last.hasSuffix(".yaml") || last.hasSuffix(".yml") else { return nil }
        guard !parts.contains(where: { $0.hasPrefix(".") }) else { return nil }
        return parts.count == 1 ? Document.Kind(file: stem) : Document.Kind(folder: parts[0])
    }

    /// The file's own name, without folder and ending.
    var stem: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: ".").first.map(String.init) ?? name
    }
}
