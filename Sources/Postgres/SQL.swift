/// For the few places where a name or a constant must stand in the text of a statement, such as `LISTEN` and `CREATE
/// DATABASE`.
extension String {
    /// `odd"name` → `"odd""name"`
    package var asIdentifier: String { "\"" + replacing("\"", with: "\"\"") + "\"" }

    /// `it's` → `'it''s'`; with a backslash inside, PostgreSQL's `E'…'` form, which reads the same whatever the
    /// session's settings.
    package var asLiteral: String {
        let quoted = "'" + replacing("'", with: "''").replacing("\\", with: "\\\\") + "'"
        return contains("\\") ? "E" + quoted : quoted
    }
}
