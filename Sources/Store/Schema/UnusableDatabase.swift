import Postgres

/// Why a database cannot take the schema, and what to do.
package struct UnusableDatabase: Error, CustomStringConvertible {
    package let description: String

    /// Runs before the first step. Text of every language must fit, and no other schema may be in the way.
    static func refuse(on connection: Connection) async throws {
        let rows = try await connection.query(
            """
            SELECT current_setting('server_encoding') AS encoding, array(
                SELECT nspname::text FROM pg_namespace
                WHERE nspname IN ('clock', 'relance', 'queue', 'crm', 'automation', 'messaging') ORDER BY nspname
            ) AS taken
            """
        )
        let encoding = try rows[0].text("encoding")
        let taken = try rows[0].texts("taken")
        if encoding != "UTF8" {
            let advice = "make one with: createdb --encoding=UTF8 --template=template0 NAME"
            throw UnusableDatabase(description: "the database's encoding is \(encoding); \(advice)")
        }
        if !taken.isEmpty {
            let names = taken.joined(separator: ", ")
            throw UnusableDatabase(
                description:
                    "the database already has a schema named \(names), which is not ours; use a database of its own"
            )
        }
    }
}
