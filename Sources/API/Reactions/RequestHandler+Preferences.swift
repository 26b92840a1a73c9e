import Automation
import Hummingbird
import Postgres
import Store
import Tracking

extension RequestHandler {
    /// `GET /u/{token}`: what a contact wants to receive. It changes nothing, for scanners follow links.
    func showPreferences(_ token: String) async throws -> Response {
        switch keyring.verify(token) {
        case .confirm(let contact, let topic):
            return .page(.confirm(try await label(of: topic, for: ContactID(rawValue: contact))))
        case .unsubscribe(let contact, let topic):
            let preferences = try await pool.run(ReadPreferences(of: ContactID(rawValue: contact)))
            return .page(.preferences(preferences, topic: topic))
        default: throw Problem.notFound
        }
    }

    /// `POST /u/{token}`. Without our page's fields it is a mail program's one click (RFC 8058): it unsubscribes from the topic of
    /// the message, whatever its body says, without cookie or redirect, and answers the same the second time. From our page it
    /// saves the choice, or confirms what a confirmation link asks.
    func savePreferences(_ token: String, from request: Request) async throws -> Response {
        switch keyring.verify(token) {
        case .confirm(let contact, let topic): try await confirm(topic, by: ContactID(rawValue: contact))
        case .unsubscribe(let contact, let topic):
            try await choose(ContactID(rawValue: contact), topic, from: request)
        default: throw Problem.notFound
        }
    }

    private func choose(_ contact: ContactID, _ topic: String?, from request: Request) async throws -> Response {
        guard let form = await request.ourForm else {
            return try await unsubscribe(contact, from: topic, source: "one-click")
        }
        guard form["choice"] == ["save"] else {
            return try await unsubscribe(contact, from: form["choice"] == ["none"] ? nil : topic, source: "page")
        }
        _ = try await known(contact) {
            try await pool.one(
                SaveChoice(
                    of: contact,
                    shown: form["shown"] ?? [],
                    wanted: form["wanted"] ?? [],
                    wording: Page.preferenceWording
                )
            )
        }
        return .page(.saved(try await pool.run(ReadPreferences(of: contact))))
    }

    private func unsubscribe(_ contact: ContactID, from topic: String?, source: String) async throws -> Response {
        _ = try await known(contact) { try await pool.one(Unsubscribe(contact, from: topic, source: source)) }
        return .page(.unsubscribed)
    }

    /// Double opt-in: the link came by e-mail, and a person pressed the button.
    private func confirm(_ topic: String, by contact: ContactID) async throws -> Response {
        let label = try await label(of: topic, for: contact)
        let word = TakeConsent.Word(of: contact, on: topic, given: true, wording: Page.confirmWording(label))
        _ = try await known(contact) { try await pool.one(try TakeConsent([word], at: "confirmation")) }
        return .page(.confirmed(label))
    }

    private func label(of topic: String, for contact: ContactID) async throws -> String {
        let label = try await pool.run(ReadPreferences(of: contact)).first { $0.topic == topic }?.label
        guard let label else { throw Problem.notFound }
        return label
    }

    /// A choice that cannot be stored is never answered with "done": a number that never was a contact is a 404.
    private func known<T>(_ contact: ContactID, _ save: () async throws -> T) async throws -> T {
        do { return try await save() } catch let error as PostgresError where error.sqlstate == "22023" {
            throw Problem.notFound
        }
    }
}

extension Request {
    /// The fields of our own page, each with its values; nil for any other body: a mail program's, or one that cannot be
    /// read.
    fileprivate var ourForm: [String: [String]]? {
        get async {
            guard let bytes = try? await bytes(atMost: 65_536) else { return nil }
            let fields = try? FormBody(bytes: bytes, contentType: headers[.contentType] ?? "").fields()
            guard fields?["from"] == .text("page") else { return nil }
            return fields?.mapValues(\.texts)
        }
    }
}

extension JSON {
    fileprivate var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let values): values.flatMap(\.texts)
        default: []
        }
    }
}
