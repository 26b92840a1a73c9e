import Automation
import HTTPTypes
import Hummingbird
import Postgres
import Store
import Telemetry

extension RequestHandler {
    /// `POST /v1/identify | track | page | screen | group | alias | batch`, as in the Segment HTTP tracking API.
    func takeMessages(_ endpoint: Endpoint, from request: Request) async throws -> Response {
        let bytes = try await request.bytes(atMost: configuration.bodyBytesMax)
        // Browsers send text/plain to spare themselves a preflight.
        guard [nil, "application/json", "text/plain"].contains(request.mediaType) else {
            throw Problem.unsupported("Content-Type: expected application/json")
        }
        let body = try Field(parsing: bytes)
        try requireWriteKey(
            Keys.userName(inAuthorization: request.headers[.authorization]),
            body["writeKey"].text()
        )
        try await store(reader.messages(of: body, sentTo: endpoint))
        return .json(.object(["success": .boolean(true)]))
    }

    /// In one transaction: a sender who gets an error sends the same again, and message ids keep it single. What cannot be
    /// kept of a message is listed (`crm.refused`), and the rest is stored.
    @discardableResult
    func store(_ messages: [Message]) async throws -> [IngestMessages.Answer] {
        guard !messages.isEmpty else { return [] }
        let ingest = IngestMessages(JSON.list(messages.map(\.json)).text)
        let door = messages.contains { $0.kind == .form } ? "form" : "api"
        let (answers, refusedWords) = try await pool.transaction { connection in
            let answers = try await connection.run(ingest)
            return (answers, try await takeConsent(of: messages, answers, at: door, on: connection))
        }
        observe(.eventsAccepted(count: answers.count { $0.word == .stored }))
        let refused = answers.reduce(refusedWords) { $0 + $1.refused }
        if refused > 0 { observe(.leftOut(door: door, count: refused)) }
        return answers
    }

    /// In the transaction that stores the messages: a "no" is stored before anybody is told that it is. Answers how many
    /// words were refused.
    private func takeConsent(
        of messages: [Message],
        _ answers: [IngestMessages.Answer],
        at door: String,
        on connection: Connection
    ) async throws -> Int {
        let words = zip(messages, answers).flatMap { message, answer in
            guard answer.word == .stored, let contact = answer.contact else { return [TakeConsent.Word]() }
            return message.traits.consent.map { word in
                TakeConsent.Word(
                    of: contact,
                    on: word.topic,
                    given: word.isGiven,
                    wording: message.traits.consentWording,
                    value: word.value
                )
            }
        }
        return words.isEmpty ? 0 : try await connection.one(try TakeConsent(words, at: door)).refused
    }

    func requireWriteKey(_ shown: String?...) throws(Problem) {
        guard Keys(keys: configuration.writeKeys).know(anyOf: shown) else { throw .unknownWriteKey }
    }

    private var reader: MessageReader {
        MessageReader(messagesMax: configuration.messagesMax, messageBytesMax: configuration.messageBytesMax)
    }
}
