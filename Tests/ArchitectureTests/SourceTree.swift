import Foundation

/// The files of the project on disk, read once.
struct SourceTree {
    struct File: Sendable, CustomStringConvertible {
        /// From the root of the project: `Sources/Store/Queue/Job.swift`.
        let path: String
        let text: String
        let lines: [String]
        /// The modules it imports, with their line numbers.
        let imports: [(number: Int, module: String)]

        init(path: String, text: String) {
            (self.path, self.text) = (path, text)
            lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            imports = path.hasSuffix(".swift") ? Self.imports(in: lines) : []
        }

        var description: String { path }

        /// The target it belongs to.
        var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var name: String { ((path as NSString).lastPathComponent as NSString).deletingPathExtension }
    }

    /// The program's own Swift files.
    static let program = files(in: "Sources", ending: ".swift")
    static let tests = files(in: "Tests", ending: ".swift")
    static let automation = program.filter { $0.room == "Automation" }
    static let sql = files(in: "Sources/Store/SQL", ending: ".sql")
    static let verbs = sql.filter { $0.path.contains("/SQL/verbs/") }

    /// Every file below a folder with this ending, in the order of their paths.
    static func files(in folder: String, ending: String) -> [File] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        precondition(!paths.isEmpty, "there is nothing in \(root.path)/\(folder)")
        return paths.filter { $0.hasSuffix(ending) }.sorted().compactMap { path in
            let file = root.appending(path: folder).appending(path: path)
            return (try? String(contentsOf: file, encoding: .utf8)).map { File(path: "\(folder)/\(path)", text: $0) }
        }
    }

    /// Derived from the path of this file.
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

extension SourceTree.File {
    /// Its lines as code, counted from 1: without comments, and with empty string literals.
    var code: [(number: Int, text: String)] {
        let reader = CodeReader()
        var isInText = false
        return lines.enumerated().compactMap { index, line in
            if line.contains("\"\"\"") { isInText.toggle() } else if isInText { return nil }
            return (index + 1, reader.code(in: line))
        }
    }

    /// Whether the text occurs anywhere in it. It compares bytes, because a regular expression takes minutes for the
    /// whole tree.
    func mentions(_ words: String) -> Bool { Data(text.utf8).range(of: Data(words.utf8)) != nil }

    fileprivate static func imports(in lines: [String]) -> [(number: Int, module: String)] {
        let prefixes = [
            "import ", "package import ", "public import ", "internal import ", "private import ", "@testable import ",
            "@preconcurrency import ",
        ]
        return lines.enumerated().compactMap { index, line in
            guard let prefix = prefixes.first(where: line.hasPrefix) else { return nil }
            let words = line.dropFirst(prefix.count).split(separator: " ")
            // `import struct Foundation.Date` names its module second.
            let name = words.count > 1 && !words[1].hasPrefix("//") ? words[1] : words.first ?? ""
            return (index + 1, String(name.prefix { $0 != "." }))
        }
    }
}

/// A line without its comment, and with empty string literals.
private struct CodeReader {
    // Read once per file: a literal in a function would be read again at every call. Not shared, because it is not
    // Sendable.
    private let literal = /"(\\.|[^"\\])*"/
    private let comment = /\/\/.*/

    func code(in line: String) -> String {
        guard line.contains("\"") || line.contains("//") else { return line }
        return line.replacing(literal, with: "\"\"").replacing(comment, with: "")
    }
}
