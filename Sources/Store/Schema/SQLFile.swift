import Foundation

/// One SQL file that ships with the engine: its path below `SQL/`, and its text.
package struct SQLFile: Sendable, Hashable {
    /// For example `verbs/queue/claim.sql`.
    package let path: String
    package let text: String

    package var name: String { ((path as NSString).lastPathComponent as NSString).deletingPathExtension }
}

extension SQLFile {
    /// Every file below a folder of `SQL/`, in the order of their paths.
    package static func all(in folder: String) throws -> [SQLFile] {
        let root = Bundle.module.bundleURL.appending(path: "SQL")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        return try paths.filter { $0.hasSuffix(".sql") }.sorted().map { path in
            let file = root.appending(path: folder).appending(path: path)
            return SQLFile(path: "\(folder)/\(path)", text: try String(contentsOf: file, encoding: .utf8))
        }
    }
}
