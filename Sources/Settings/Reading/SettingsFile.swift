import Foundation
import Yams

/// The entries of a settings file, with their positions.
struct SettingsFile: Sendable {
    struct Entry: Sendable {
        /// A list is written with commas, as in a variable.
        let text: String
        let place: Mistake.Place
    }

    private let name: String
    private(set) var entries: [String: Entry] = [:]
    private(set) var mistakes: [Mistake] = []

    /// An empty file.
    init() {
        name = ""
    }

    init(path: String) {
        name = path
        if let text = Self.text(at: path) {
            read(text)
        } else {
            report(at: nil, "cannot be read: it is missing, not readable, or not UTF-8")
        }
    }

    /// Reads through a handle, so that `/dev/stdin` and a shell's `<(…)` also work.
    private static func text(at path: String) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() ?? Data() else {
            return nil
        }
        return String(data: data, encoding: .utf8)
    }

    private mutating func read(_ text: String) {
        do {
            guard let root = try Yams.compose(yaml: text) else { return }
            guard let mapping = root.mapping else {
                return report(at: root.mark, "settings are written `group:`, then `name: value`")
            }
            read(mapping, under: nil)
        } catch let error as YamlError {
            report(at: error.mark, error.problem)
        } catch {
            report(at: nil, "not YAML")
        }
    }

    private mutating func read(_ mapping: Node.Mapping, under group: String?) {
        for (keyNode, node) in mapping {
            let name = keyNode.string ?? ""
            let key = group.map { "\($0).\(name)" } ?? name
            if Catalog.byKey[key] != nil {
                record(node, for: key)
            } else if group == nil, Catalog.groups.contains(where: { $0.name == key }) {
                readGroup(node, key)
            } else {
                report(at: keyNode.mark, unknown(key, in: group))
            }
        }
    }

    private mutating func readGroup(_ node: Node, _ group: String) {
        if let mapping = node.mapping {
            read(mapping, under: group)
        } else if node.null == nil {
            report(at: node.mark, "\"\(group)\" is a group; its settings stand below it, indented")
        }
    }

    private mutating func record(_ node: Node, for key: String) {
        guard let text = node.settingText else {
            return report(at: node.mark, "\"\(key)\" takes a value, or a list of values")
        }
        guard entries[key] == nil else { return report(at: node.mark, "\"\(key)\" is already set above") }
        entries[key] = Entry(text: text, place: place(node.mark))
    }

    private func unknown(_ key: String, in group: String?) -> String {
        let groups = group == nil ? Catalog.groups.map(\.name) : []
        let guess = Suggestion.closest(to: key, among: groups + Catalog.settings.map(\.key))
        return "unknown key \"\(key)\"" + (guess.map { "; did you mean \"\($0)\"?" } ?? "")
    }

    private mutating func report(at mark: Mark?, _ sentence: String) {
        mistakes.append(Mistake(place: place(mark), sentence: sentence))
    }

    private func place(_ mark: Mark?) -> Mistake.Place {
        .file(name, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

extension Node {
    /// The value as one line; nil for a mapping or a nested list.
    fileprivate var settingText: String? {
        if null != nil { return "" }
        if let scalar { return scalar.string }
        guard let sequence, sequence.allSatisfy({ $0.scalar != nil }) else { return nil }
        return sequence.compactMap(\.scalar?.string).joined(separator: ",")
    }
}

extension YamlError {
    fileprivate var mark: Mark? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
        case .duplicatedKeysInMapping(_, let context): context.mark
        default: nil
        }
    }

    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _): "\(keys.joined(separator: ", ")) is written twice in this group"
        default: "not YAML"
        }
    }
}
