import Foundation

/// One numbered step of the schema: `migrations/0002_queue.sql`. Steps are never changed once they have been released.
package struct Migration: Sendable {
    package let version: Int
    package let name: String
    package let sql: String

    package init?(_ file: SQLFile) {
        let parts = file.name.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let version = Int(parts[0]) else { return nil }
        (self.version, self.name, self.sql) = (version, String(parts[1]), file.text)
    }

    /// All of them, in order.
    package static func all() throws -> [Migration] {
        try SQLFile.all(in: "migrations").compactMap(Migration.init)
    }
}
