import Automation
import Foundation
package import Postgres

/// Keeps changes that one workflow cannot react to, each with the error that its reaction ends in. Runs in the
/// transaction that took the changes.
package struct PutChangesAside: Statement {
    package let parameters: [Parameter]

    package init(_ failures: [(change: CapturedChange, error: String)], owedBy workflow: String) throws {
        let changes = failures.map(\.change)
        let names = try changes.map { String(decoding: try JSONEncoder().encode($0.what.names), as: UTF8.self) }
        parameters = [
            .text(workflow), .integers(changes.map(\.id)), .integers(changes.map(\.contact.rawValue)),
            .timestamps(changes.map(\.at)), .texts(changes.map(\.what.kind.rawValue)), .jsons(names),
            .jsons(changes.map(\.what.data)), .optionalIntegers(changes.map(\.event)),
            .optionalIntegers(changes.map(\.mergedFrom?.rawValue)), .texts(failures.map(\.error)),
        ]
    }

    package static let sql = "SELECT crm.put_changes_aside($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    package static func read(_ row: borrowing Row) throws {}
}
