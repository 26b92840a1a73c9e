package import Postgres

/// Whom this session is, and which rights of Relance it has.
package struct UserFacts: Sendable, Equatable {
    /// Quoted as SQL takes it.
    package var name: String
    /// Those of the roles `relance_…` whose rights it has.
    package var roles: Set<String>
    /// nil: the database has no schema of Relance.
    package var ownsTables: Bool?

    package init(name: String, roles: Set<String>, ownsTables: Bool?) {
        (self.name, self.roles, self.ownsTables) = (name, roles, ownsTables)
    }
}

/// Reads catalogs alone: it also answers a user who has no rights.
package struct ReadUser: Statement {
    package init() {}

    package static let sql = """
        SELECT quote_ident(current_user) AS name,
               ARRAY(
                   SELECT rolname::text FROM pg_roles
                   WHERE starts_with(rolname::text, 'relance_') AND pg_has_role(current_user, oid, 'USAGE')
               ) AS roles,
               (
                   SELECT pg_has_role(current_user, relowner, 'USAGE')
                   FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                   WHERE nspname = 'relance' AND relname = 'migrations'
               ) AS owns_tables
        """
    package static func read(_ row: borrowing Row) throws -> UserFacts {
        UserFacts(
            name: try row.text("name"),
            roles: Set(try row.texts("roles")),
            ownsTables: try row.optionalBoolean("owns_tables")
        )
    }
}
