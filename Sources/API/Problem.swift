import Automation
import HTTPTypes
import Hummingbird
import Postgres

/// Why a request was not served, for whoever sent it (RFC 9457). Names fields, never repeats their values.
struct Problem: Error, Equatable {
    var status: HTTPResponse.Status
    /// The last word of the type's URN; tells programs apart what `status` does not.
    var kind: String
    var title: String
    var detail: String?
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ kind: String, _ title: String, detail: String? = nil) {
        (self.status, self.kind, self.title, self.detail) = (status, kind, title, detail)
    }
}

extension Problem {
    static let notFound = Problem(.notFound, "not-found", "There is nothing here")

    static func methodNotAllowed(_ methods: [HTTPRequest.Method]) -> Problem {
        var problem = Problem(.methodNotAllowed, "method-not-allowed", "This cannot be done here")
        problem.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
        return problem
    }

    static let unknownWriteKey: Problem = {
        var problem = Problem(.unauthorized, "unknown-write-key", "The write key is missing or unknown")
        problem.detail = "send it as the user name of Basic authentication, with an empty password"
        problem.headers[.wwwAuthenticate] = #"Basic realm="relance", charset="UTF-8""#
        return problem
    }()

    static let unknownJobKey: Problem = {
        var problem = Problem(.unauthorized, "unknown-job-key", "The job key is missing or unknown")
        problem.detail = "send it as a bearer token: Authorization: Bearer <key> (api.job_keys; a write key is not one)"
        problem.headers[.wwwAuthenticate] = #"Bearer realm="relance""#
        return problem
    }()

    static func malformed(_ detail: String) -> Problem {
        Problem(.badRequest, "malformed", "The body cannot be read", detail: detail)
    }

    /// `batch[3].event: missing`
    static func invalid(_ field: String, _ explanation: String) -> Problem {
        Problem(.badRequest, "invalid-field", "A field is not acceptable", detail: "\(field): \(explanation)")
    }

    /// What the queue says about a job it does not take.
    static func refusedJob(_ explanation: String) -> Problem {
        Problem(.badRequest, "refused-job", "A job is not acceptable; none was enqueued", detail: explanation)
    }

    static let keyOfAnotherBody = Problem(
        .unprocessableContent,
        "idempotency-key-reused",
        "This Idempotency-Key came with another body before",
        detail: "a key names one request for a day; take a fresh one for another"
    )

    static let inProgress = Problem(
        .conflict,
        "request-in-progress",
        "The same request is under way",
        detail: "send it again in a moment: it will get the same answer"
    )

    static func tooLarge(_ detail: String) -> Problem {
        Problem(.contentTooLarge, "too-large", "The request is too large", detail: detail)
    }

    static func unsupported(_ detail: String) -> Problem {
        Problem(
            .unsupportedMediaType,
            "unsupported-content",
            "The body is of a kind that is not understood",
            detail: detail
        )
    }

    /// For a program the difference is what to do: come back (503), or change the request (4xx).
    static func unavailable(_ detail: String) -> Problem {
        var problem = Problem(.serviceUnavailable, "unavailable", "Not possible just now", detail: detail)
        problem.headers[.retryAfter] = "5"
        return problem
    }

    /// - Parameter failure: nil for an error nobody foresaw.
    init(behind failure: PostgresError?) {
        guard let failure else {
            self.init(.internalServerError, "internal", "Something went wrong here")
            return
        }
        switch (failure.kind, failure.sqlstate?.prefix(2)) {
        case (.server, "22"), (.server, "23"), (.server, "54"), (.parameter, _):
            self = Problem(
                .badRequest,
                "invalid-field",
                "A field is not acceptable",
                detail: "the database refuses a value"
            )
        case (.server, "08"), (.server, "40"), (.server, "53"), (.server, "57"):
            self = .unavailable("the database is busy")
        case (.server, _) where failure.isBeforeItsSchema:
            self = .unavailable("the database has not been migrated to this release yet")
        case (.server, "55"):
            self = .unavailable("what this is about is held by somebody else just now")
        case (.server, _), (.decoding, _), (.misuse, _):
            self.init(.internalServerError, "internal", "Something went wrong here")
        case (.address, _), (.unreachable, _), (.connectionLost, _), (.commitUnknown, _), (.timeout, _),
            (.cancelled, _),
            (.poolExhausted, _):
            self = .unavailable("the database cannot be reached")
        }
    }
}

extension PostgresError {
    /// A schema, table or verb that this release calls is not there.
    fileprivate var isBeforeItsSchema: Bool { ["3F000", "42P01", "42883"].contains(sqlstate) }
}

extension Problem {
    var response: Response {
        var members: [String: JSON] = [
            "type": .text("urn:relance:problem:\(kind)"),
            "title": .text(title),
            "status": .number(String(status.code)),
        ]
        if let detail { members["detail"] = .text(detail) }
        var response = Response.json(.object(members), status: status, type: "application/problem+json")
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}
