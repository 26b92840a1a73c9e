import Mustache

/// Shows values to the mustache engine, and notices when one that is to be printed is not there.
///
/// The engine reads `contact.first_name` by asking for `contact` and then for its child. A child that is missing on
/// such a path becomes a `MissingNode`, which counts as absent in a section and reports itself when it is printed. So
/// only what is really printed is reported: a variable inside a section that is not taken is no fault.
struct PathNode: MustacheParent, MustacheCustomRepresentation {
    let value: TemplateValue
    let path: String
    let missing: MissingVariables

    func child(named name: String) -> Any? {
        let path = path.isEmpty ? name : "\(path).\(name)"
        guard let child = value.members[name], !child.isBlank else { return MissingNode(path: path, missing: missing) }
        return PathNode(value: child, path: path, missing: missing)
    }

    /// What a variable prints, or a section repeats or steps into.
    var representation: Any? {
        switch value {
        case .null: nil
        case .boolean(let isTrue): isTrue
        case .list(let values): values.prefix(Self.elementsMax).map(element)
        case .text, .integer, .number, .object: ValueNode(node: self)
        }
    }

    private func element(_ value: TemplateValue) -> Any {
        let path = "\(path)[]"
        return PathNode(value: value, path: path, missing: missing).representation
            ?? MissingNode(path: path, missing: missing)
    }

    /// A mail that repeats a block more often is a mistake in its data.
    private static let elementsMax = 1_000
}

/// A value as the engine holds it: on a path it answers like `PathNode`, but once a section has stepped into it the
/// engine looks at its representation, which lets names be found further out.
struct ValueNode: MustacheParent, MustacheCustomRepresentation, MustacheCustomRenderable, MustacheTransformable {
    let node: PathNode

    func child(named name: String) -> Any? { node.child(named: name) }

    var representation: Any? { ScopeNode(node: node) }

    /// An object has no words: printing it is as wrong as printing nothing.
    var renderText: String { node.value.shownText ?? unprintable.renderText }
    var isNull: Bool { false }

    /// `{{capitalized(contact.city)}}`; what cannot be transformed so counts as missing.
    func transform(_ name: String) -> Any? {
        switch node.value {
        case .text(let text): text.transform(name) ?? unprintable
        case .integer(let number): Int(number).transform(name) ?? unprintable
        case .null, .number, .boolean, .list, .object: unprintable
        }
    }

    private var unprintable: MissingNode { MissingNode(path: node.path, missing: node.missing) }
}

/// The inside of a section: a name that is not here is looked for outside. The outermost object has no outside.
struct ScopeNode: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let node: PathNode

    func child(named name: String) -> Any? {
        node.value.members[name] == nil && !node.path.isEmpty ? nil : node.child(named: name)
    }

    var renderText: String { ValueNode(node: node).renderText }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? { ValueNode(node: node).transform(name) }
}

/// A value that is not there. A section does without it; printing it is reported.
struct MissingNode: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let path: String
    let missing: MissingVariables

    func child(named name: String) -> Any? { MissingNode(path: "\(path).\(name)", missing: missing) }

    func transform(_ name: String) -> Any? { name == "empty" ? true : self }

    var renderText: String {
        missing.report(path)
        return ""
    }
    var isNull: Bool { true }
}

/// What one rendering printed though it was not there. Used by one rendering on one thread.
final class MissingVariables {
    private(set) var paths: [String] = []

    func report(_ path: String) {
        if !paths.contains(path) { paths.append(path) }
    }
}
