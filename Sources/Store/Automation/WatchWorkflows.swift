package import Postgres

/// Makes every beginning and end of an enrollment in these workflows a change, because other workflows' filters ask
/// about them.
package struct WatchWorkflows: Statement {
    package let names: [String]

    package init(_ names: some Sequence<String>) { self.names = names.sorted() }

    package static let sql = "SELECT automation.watch($1)"
    package var parameters: [Parameter] { [.texts(names)] }
    package static func read(_ row: borrowing Row) throws {}
}
