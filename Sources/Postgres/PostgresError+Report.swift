extension PostgresError {
    /// The server's report about one statement.
    init(_ result: borrowing ResultHandle, statement: String) {
        let sqlstate = result.field(.sqlstate)
        let message = result.field(.message) ?? result.errorMessage
        self.init(
            sqlstate == "57014" ? .timeout : .server,
            Self.withoutValues(Self.oneLine(of: message), sqlstate: sqlstate, routine: result.field(.routine)),
            sqlstate: sqlstate,
            statement: statement
        )
        detail = result.field(.detail)
        hint = result.field(.hint)
        constraint = result.field(.constraint)
        table = result.field(.table)
        position = result.field(.position).flatMap { Int($0) }
        routine = result.field(.routine)
        copyLine = result.field(.context).flatMap(Self.copyLine)
    }

    /// Why a connection could not be opened. It is read from libpq's verbose text, because libpq keeps the SQLSTATE
    /// nowhere else.
    init(refusal text: String, needsPassword: Bool) {
        // Each host that was tried has one line. LOCATION and indented advice ("Is the server running …?") are not for
        // operators.
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") && !$0.hasPrefix("\t") }
        let reports = lines.map { Self.split($0) }
        self.init(
            .unreachable,
            "cannot connect to PostgreSQL: " + reports.map(\.message).joined(separator: "; "),
            sqlstate: needsPassword ? "28P01" : reports.last?.sqlstate
        )
    }

    /// "FATAL:  3D000: database …" → "FATAL: database …" and "3D000".
    private static func split(_ line: Substring) -> (message: String, sqlstate: String?) {
        guard let match = line.firstMatch(of: #/:  ([0-9A-Z]{5}): /#) else { return (String(line), nil) }
        return (String(line.replacing(match.0, with: ": ")), String(match.1))
    }

    /// Messages of class 22 (data exceptions) quote the value: «invalid input syntax for type integer: "abc"».
    /// Sentences raised by Relance's own functions stay, because they are meant to be read and quote only names.
    private static func withoutValues(_ message: String, sqlstate: String?, routine: String?) -> String {
        guard sqlstate?.hasPrefix("22") == true, routine != "exec_stmt_raise" else { return message }
        return message.replacing(/".*"/, with: "\"…\"")
    }

    /// «COPY contacts, line 3, column email: "…"» → 3
    private static func copyLine(_ context: String) -> Int? {
        context.firstMatch(of: /^COPY .*?, line (\d+)/).flatMap { Int($0.1) }
    }

    private static func oneLine(of text: String) -> String {
        text.split(separator: "\n").joined(separator: " ")
    }
}
