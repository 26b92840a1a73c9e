import Automation
import Hummingbird
import Postgres
import Store

extension RequestHandler {
    /// `POST /v1/contacts/merge` with `{"survivor": …, "other": …}`, each a contact by number, e-mail address or user id;
    /// answers `{"contact": 12}`. Needs a job key: it moves identities.
    func mergeContacts(from request: Request) async throws -> Response {
        let (_, body) = try await secretCall(request)
        let merge = MergeContacts(try body["other"].requiredText(), into: try body["survivor"].requiredText())
        do {
            let contact = try await pool.transaction { connection in try await connection.one(merge) }
            return .json(.object(["contact": .number(String(contact.rawValue))]))
        } catch let error as PostgresError where error.sqlstate == "22023" {
            throw Problem.invalid("body", error.message)
        }
    }
}
