import Automation
import HTTPTypes
import Hummingbird
import Postgres
import Store

extension RequestHandler {
    /// `POST /v1/jobs`: one job, or `{"jobs": […]}`, as `queue.enqueue()` takes them; answers `{id, existing}`, or
    /// `{"jobs": […]}` in their order.
    ///
    /// With an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) a request can be repeated for a day: the same
    /// body gets the same answer, another one 422, and 409 while the first is under way. All jobs are enqueued, or none.
    func takeJobs(from request: Request) async throws -> Response {
        let (client, body) = try await secretCall(request)
        let order = try JobOrder(body, jobsMax: configuration.messagesMax)
        return .json(order.reply(to: try await enqueue(order, for: client, key: try idempotencyKey(of: request))))
    }

    /// The body of a call that only a holder of a secret key may make, and which key it is.
    func secretCall(_ request: Request) async throws -> (client: String, body: Field) {
        let bytes = try await request.bytes(atMost: configuration.bodyBytesMax)
        guard [nil, "application/json"].contains(request.mediaType) else {
            throw Problem.unsupported("Content-Type: expected application/json")
        }
        guard let client = Keys.bearer(inAuthorization: request.headers[.authorization]),
            Keys(keys: configuration.jobKeys).know(anyOf: [client])
        else { throw Problem.unknownJobKey }
        return (client, try Field(parsing: bytes))
    }

    private func enqueue(_ order: JobOrder, for client: String, key: String?) async throws -> [JSON] {
        let request = RepeatableRequest(of: client, key: key, body: order.body.text)
        let answer: RepeatableRequest.Answer
        do {
            answer = try await pool.transaction { connection in
                var contacts: [Int64?] = []
                if !order.names.isEmpty {
                    let (earlier, found) = try await connection.run(
                        ReadEarlierAnswer(to: request),
                        FindContacts(order.names)
                    )
                    if let answer = earlier.first { return answer }
                    contacts = found
                }
                let jobs = JSON.list(try order.jobs(knowing: contacts))
                return try await connection.one(EnqueueOnce(jobs.text, for: request))
            }
        } catch let error as PostgresError where error.sqlstate == "22023" {
            throw Problem.refusedJob(order.naming(error.message))
        }
        switch answer {
        case .differs: throw Problem.keyOfAnotherBody
        case .inProgress: throw Problem.inProgress
        case .enqueued(let jobs): return try Field(parsing: Array(jobs.utf8)).list().map(\.value)
        }
    }

    /// Written as a structured field: quoted; bare is understood, too.
    private func idempotencyKey(of request: Request) throws -> String? {
        guard let header = HTTPField.Name("Idempotency-Key").flatMap({ request.headers[$0] }) else { return nil }
        let key = header.trimmingSpaces().trimming { $0 == "\"" }
        guard (1...255).contains(key.utf8.count) else {
            throw Problem.invalid("Idempotency-Key", "must have 1 to 255 bytes")
        }
        return key
    }
}
