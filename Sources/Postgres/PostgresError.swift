/// An error between Relance and PostgreSQL, with the phase it happened in.
///
/// It never holds a parameter's value. `detail` is PostgreSQL's own and may quote stored data («Key (email)=(…) already
/// exists»). Programs can use it, but `description` omits it, so that an error can be logged as it is.
package struct PostgresError: Error, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The address or a setting cannot be understood.
        case address
        /// No connection could be opened; nothing was sent.
        case unreachable
        /// The connection ended, and nothing of this can have been committed, so it is safe to do it again.
        case connectionLost
        /// The connection ended after committing work was sent and before the reply, so the work may have been
        /// committed. Reads sent outside of a transaction also end here.
        case commitUnknown
        /// PostgreSQL refused; `sqlstate` says why.
        case server
        /// A deadline passed: the server's `statement_timeout`, or the client's.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// No connection became free in time.
        case poolExhausted
        /// A row was not what its reader expected.
        case decoding
        /// A parameter cannot be sent.
        case parameter
        /// The caller asked for something that is not possible here or now.
        case misuse
    }

    package enum Phase: String, Sendable {
        case begin, body, commit, rollback
    }

    package var kind: Kind
    /// For people: one line, no values.
    package var message: String
    package var sqlstate: String?
    package var detail: String?
    package var hint: String?
    package var constraint: String?
    package var table: String?
    /// The SQL without its parameters.
    package var statement: String?
    /// The position in `statement`, in characters from 1.
    package var position: Int?
    /// The part of a transaction that failed; `nil` outside of one.
    package var phase: Phase?
    /// For COPY: the line of the input, from 1.
    package var copyLine: Int?
    /// The server's own function that raised the error.
    var routine: String?

    package init(_ kind: Kind, _ message: String, sqlstate: String? = nil, statement: String? = nil) {
        (self.kind, self.message, self.sqlstate, self.statement) = (kind, message, sqlstate, statement)
    }
}

extension PostgresError {
    /// Whether doing the same again, from the beginning of its transaction, may succeed and cannot do anything twice.
    package var isRetryable: Bool {
        kind == .connectionLost || sqlstate == "40001" || sqlstate == "40P01" || isStalePlan
    }

    /// Whether the statement or its values are at fault, so that another attempt would end the same way. It excludes
    /// network errors, conflicts, and a server short of resources (classes 25, 53, 55, 57, 58 and XX of SQLSTATE).
    package var isRefusal: Bool {
        switch kind {
        case .parameter, .decoding: true
        case .server: !isRetryable && !["25", "53", "55", "57", "58", "XX"].contains(sqlstate?.prefix(2) ?? "")
        default: false
        }
    }

    /// Another session held a row or a table for longer than this one may wait (`lock_timeout`). This may pass.
    package var isLockTimeout: Bool { sqlstate == "55P03" }

    package var violatesUniqueness: Bool { sqlstate == "23505" }

    /// The line of `statement` the server points at, from 1.
    package var line: Int? {
        guard let statement, let position else { return nil }
        return statement.unicodeScalars.prefix(position - 1).count { $0 == "\n" } + 1
    }

    /// A prepared statement whose table changed, or that the server behind a pooler does not know: forget it and
    /// prepare it again.
    var isStalePlan: Bool {
        sqlstate == "26000" || (sqlstate == "0A000" && routine == "RevalidateCachedQuery")
    }

    /// The session is connected to a server that became a standby. Its socket works, but it can no longer do its work.
    var condemnsConnection: Bool { sqlstate == "25006" }

    /// Whether a later attempt to connect may succeed: always, except after a refusal that only a person can change.
    package var mayPass: Bool {
        guard kind == .unreachable else { return false }
        guard let sqlstate else { return true }  // refused, unknown host, silence: the server may be starting
        return sqlstate.hasPrefix("08") || ["57P01", "57P02", "57P03", "25006", "53300"].contains(sqlstate)
    }

    func during(_ phase: Phase) -> PostgresError {
        var error = self
        error.phase = error.phase ?? phase
        return error
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        var text = phase.map { "\($0.rawValue): " } ?? ""
        text += message
        if let sqlstate { text += " (SQLSTATE \(sqlstate))" }
        if let copyLine { text += " at line \(copyLine) of the input" }
        if let hint { text += "; hint: \(hint)" }
        if let statement { text += line.map { "; line \($0) of: " } ?? "; in: "; text += Self.oneLine(statement) }
        return text
    }

    /// The beginning of a statement, enough to find it again.
    private static func oneLine(_ sql: String) -> String {
        let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 200 ? words.prefix(200) + " …" : words
    }
}
