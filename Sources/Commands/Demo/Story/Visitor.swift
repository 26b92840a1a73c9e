import Curl
import Foundation

/// The browser and mail program of every person, and the systems that report to the API, over plain HTTP.
struct Visitor: Sendable {
    private let api: String
    private let writeKey: String
    private let web = Transfers()

    init(api: String, writeKey: String) { (self.api, self.writeKey) = (api, writeKey) }

    func submit(_ form: String, _ fields: [String: String]) async throws {
        try await post("\(api)/v1/forms/\(form)", Self.encoded(fields), as: "application/x-www-form-urlencoded")
    }

    func identify(_ address: String, _ traits: [String: String]) async throws {
        let message = Identify(userId: address, traits: traits.merging(["email": address]) { trait, _ in trait })
        try await post("\(api)/v1/identify", [UInt8](JSONEncoder().encode(message)), as: "application/json")
    }

    func follow(_ link: String) async throws {
        try await request("GET", link, [HTTPField("User-Agent", Self.browser)])
    }

    /// One click, as mail programs do it (RFC 8058).
    func unsubscribe(at url: String) async throws {
        let type = HTTPField("Content-Type", "application/x-www-form-urlencoded")
        try await request("POST", url, [type], Array("List-Unsubscribe=One-Click".utf8))
    }

    private func post(_ url: String, _ body: [UInt8], as type: String) async throws {
        let key = Data("\(writeKey):".utf8).base64EncodedString()
        try await request(
            "POST",
            url,
            [HTTPField("Authorization", "Basic \(key)"), HTTPField("Content-Type", type)],
            body
        )
    }

    private func request(_ method: String, _ url: String, _ headers: [HTTPField], _ body: [UInt8] = []) async throws {
        let outcome = await web.perform(
            HTTPTransfer(
                method: method,
                url: url,
                headers: headers,
                body: body,
                deadline: .seconds(10),
                allowsPrivateAddresses: true
            )
        )
        try Task.checkCancellation()
        guard case .answered(let response) = outcome, response.status < 400 else {
            throw UnexpectedAnswer(request: "\(method) \(url)", outcome: outcome)
        }
    }

    private static func encoded(_ fields: [String: String]) -> [UInt8] {
        let pairs = fields.sorted { $0.key < $1.key }.map { "\(escaped($0.key))=\(escaped($0.value))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.intersection(CharacterSet(charactersIn: "!"..."~"))
        ) ?? ""
    }

    private static let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
}

private struct Identify: Encodable {
    let userId: String
    let traits: [String: String]
}

/// The API did not do what the story needs.
struct UnexpectedAnswer: Error, CustomStringConvertible {
    let request: String
    let outcome: HTTPOutcome

    var description: String {
        switch outcome {
        case .answered(let response): "\(request) was answered with \(response.status)"
        case .notSent(let reason), .doubtful(let reason): "\(request) was not answered: \(reason)"
        }
    }
}
