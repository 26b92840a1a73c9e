/// Quotes a name or a constant for the few statements that must contain it in their text, such as `LISTEN` and
/// `CREATE DATABASE`.
extension String {
    /// `odd"name` → `"odd""name"`
    package var asIdentifier: String { "\"" + replacing("\"", with: "\"\"") + "\"" }

    /// `it's` → `'it''s'`. With a backslash inside, it uses PostgreSQL's `E'…'` form, which reads the same under any
    /// session settings.
    package var asLiteral: String {
        let quoted = "'" + replacing("'", with: "''").replacing("\\", with: "\\\\") + "'"
        return contains("\\") ? "E" + quoted : quoted
    }
}
