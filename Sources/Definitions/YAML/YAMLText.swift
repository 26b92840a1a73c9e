import Yams

/// The only use of the YAML parser: text in, elements or findings out.
struct YAMLText {
    /// The most values in one file. Only aliases could produce more.
    static let elementsMax = 20_000
    /// The deepest nesting of blocks. The readers that follow recurse.
    static let depthMax = 64

    private let file: SourceFile
    private let findings: Findings
    /// The text without byte order mark and with uniform line ends, so that positions do not depend on the author's
    /// system.
    private let text: String

    init(_ file: SourceFile, _ findings: Findings) {
        self.file = file
        self.findings = findings
        text = String(file.text.trimmingPrefix("\u{FEFF}")).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    /// The file's content; nil when there are mistakes, which are then reported.
    var root: Element? {
        guard file.text.utf8.count <= Folder.fileBytesMax else { return refuse(.start, "the file is larger than 1 MB") }
        if let anchor = AnchorSearch(text).first {
            return refuse(anchor, "anchors (&) and aliases (*) are not part of the language; write the value out")
        }
        guard let node = composed else { return nil }
        var elementsLeft = Self.elementsMax
        return element(node, depth: 0, elementsLeft: &elementsLeft)
    }

    private var composed: Node? {
        do {
            guard let node = try Yams.compose(yaml: text) else { return refuse(.start, "the file is empty") }
            return node
        } catch {
            let mistake = YAMLMistake(error, in: text)
            return refuse(mistake.place, mistake.message)
        }
    }

    private func element(_ node: Node, depth: Int, elementsLeft: inout Int) -> Element? {
        let place = Place(node.mark)
        guard depth <= Self.depthMax else { return refuse(place, "too many blocks inside each other") }
        elementsLeft -= 1
        guard elementsLeft > 0 else { return refuse(place, "more than \(Self.elementsMax) values in one file") }
        switch node {
        case .scalar(let scalar):
            guard !scalar.string.utf8.contains(0) else { return refuse(place, "a zero character cannot be stored") }
            return Element(place: place, content: .scalar(Scalar(text: scalar.string, isPlain: scalar.style.isPlain)))
        case .sequence(let nodes):
            return list(nodes, at: place, depth: depth, elementsLeft: &elementsLeft)
        case .mapping(let pairs):
            return block(pairs, at: place, depth: depth, elementsLeft: &elementsLeft)
        case .alias:
            return refuse(place, "aliases are not part of the language; write the value out")
        }
    }

    private func list(_ nodes: Node.Sequence, at place: Place, depth: Int, elementsLeft: inout Int) -> Element? {
        var elements: [Element] = []
        for node in nodes {
            guard let element = element(node, depth: depth + 1, elementsLeft: &elementsLeft) else { return nil }
            elements.append(element)
        }
        return Element(place: place, content: .list(elements))
    }

    private func block(_ pairs: Node.Mapping, at place: Place, depth: Int, elementsLeft: inout Int) -> Element? {
        var entries: [Entry] = []
        for (key, value) in pairs {
            guard case .scalar(let name) = key else { return refuse(Place(key.mark), "a key must be a word") }
            guard let element = element(value, depth: depth + 1, elementsLeft: &elementsLeft) else { return nil }
            entries.append(Entry(key: name.string, place: Place(key.mark), value: element))
        }
        return Element(place: entries.first?.place ?? place, content: .block(entries))
    }

    private func refuse<Value>(_ place: Place, _ message: String) -> Value? {
        findings.report(message, in: file.path, at: place)
        return nil
    }
}

extension Place {
    init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

extension Node.Scalar.Style {
    fileprivate var isPlain: Bool {
        switch self {
        case .any, .plain: true
        case .singleQuoted, .doubleQuoted, .literal, .folded: false
        }
    }
}
