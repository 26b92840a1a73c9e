import Automation
import Mustache

/// Shows values to the mustache engine, and notices when a printed value is missing.
///
/// The engine reads `contact.first_name` by asking for `contact` and then for its child. A missing child on such a path
/// becomes a `MissingNode`. It counts as absent in a section, and reports itself when it is printed. So only printed
/// values are reported: a variable in a section that is not used is no mistake.
struct PathNode: MustacheParent, MustacheCustomRepresentation {
    let value: JSON
    let path: String
    let missing: MissingVariables

    func child(named name: String) -> Any? {
        let path = path.isEmpty ? name : "\(path).\(name)"
        guard let child = value.members[name], !child.isMissing else {
            return MissingNode(path: path, missing: missing)
        }
        return PathNode(value: child, path: path, missing: missing)
    }

    /// The value that a variable prints, or that a section repeats or enters.
    var representation: Any? {
        switch value {
        case .null: nil
        case .boolean(let isTrue): isTrue
        case .list(let values): ListNode(node: self, elements: values.filter { !$0.isMissing }.map(element))
        case .text, .number, .object: ValueNode(node: self)
        }
    }

    private func element(_ value: JSON) -> Any {
        PathNode(value: value, path: "\(path)[]", missing: missing).representation ?? ""
    }

    /// `{{url(contact.email)}}`. A function that does not exist leaves nothing to print, and is reported.
    func transformed(by name: String, after functions: [TextFunction] = []) -> Any {
        guard let function = TextFunction(rawValue: name) else {
            return MissingNode(path: "\(name)(\(path))", missing: missing)
        }
        return FunctionNode(node: self, functions: functions + [function])
    }

    /// The text that the engine prints, marked as a value. An object has no text, so printing it is reported as
    /// missing.
    func text(_ transform: (String) -> String = { $0 }) -> String {
        if let text = value.shownText { return FilledText.marked(transform(text)) }
        missing.report(path)
        return ""
    }
}

/// A value in the engine's form. On a path it behaves like `PathNode`. Once a section has entered it, the engine uses
/// its representation, which also finds names further out.
struct ValueNode: MustacheParent, MustacheCustomRepresentation, MustacheCustomRenderable, MustacheTransformable {
    let node: PathNode

    func child(named name: String) -> Any? { node.child(named: name) }

    var representation: Any? { ScopeNode(node: node) }
    var renderText: String { node.text() }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? { node.transformed(by: name) }
}

/// A list. Printed, it reads "a, b"; a section repeats for each element.
struct ListNode: MustacheSequence, MustacheCustomRenderable, MustacheTransformable {
    let node: PathNode
    let elements: [Any]

    func makeIterator() -> some IteratorProtocol<Any> { elements.prefix(Self.elementsMax).makeIterator() }

    var renderText: String { node.text() }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? { node.transformed(by: name) }

    /// A mail that repeats a block more often is a mistake in its data.
    private static let elementsMax = 1_000
}

/// The inside of a section. A name that is missing here is looked up outside; the outermost object has no outside.
struct ScopeNode: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let node: PathNode

    func child(named name: String) -> Any? {
        node.value.members[name] == nil && !node.path.isEmpty ? nil : node.child(named: name)
    }

    var renderText: String { node.text() }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? { node.transformed(by: name) }
}

/// A value and the functions applied to it before it is printed.
struct FunctionNode: MustacheCustomRenderable, MustacheTransformable {
    let node: PathNode
    /// In the order of application.
    let functions: [TextFunction]

    var renderText: String { node.text { text in functions.reduce(text) { $1.apply(to: $0) } } }
    var isNull: Bool { false }

    func transform(_ name: String) -> Any? { node.transformed(by: name, after: functions) }
}

/// A missing value. A section treats it as absent; printing it is reported.
struct MissingNode: MustacheParent, MustacheCustomRenderable, MustacheTransformable {
    let path: String
    let missing: MissingVariables

    func child(named name: String) -> Any? { MissingNode(path: "\(path).\(name)", missing: missing) }

    func transform(_ name: String) -> Any? { self }

    var renderText: String {
        missing.report(path)
        return ""
    }
    var isNull: Bool { true }
}

/// The missing values that one rendering printed. One rendering uses it, on one thread.
final class MissingVariables {
    private(set) var paths: [String] = []

    func report(_ path: String) {
        if !paths.contains(path) { paths.append(path) }
    }
}
