import Foundation

/// One numbered step of the schema: `migrations/0002_queue.sql`. A released step never changes.
package struct Migration: Sendable {
    package let version: Int
    /// The name of its file: `0002_queue`.
    package let name: String
    package let sql: String

    package init?(_ file: SQLFile) {
        guard let version = Int(file.name.prefix { $0 != "_" }) else { return nil }
        (self.version, self.name, self.sql) = (version, file.name, file.text)
    }

    /// All of them, in order.
    package static func all() throws -> [Migration] {
        try SQLFile.all(in: "migrations").compactMap(Migration.init)
    }
}
