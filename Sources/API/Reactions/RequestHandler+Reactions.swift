import Automation
import Hummingbird
import Postgres
import Store
import Tracking

extension RequestHandler {
    /// `GET /c/{token}`: records the click and leads on. The target is looked up, never taken from the request. A person
    /// reads the answer: a link that never was, or went with its reader, is told in words.
    func followLink(_ token: String, for request: Request) async throws -> Response {
        guard case .click(let delivery, let link) = keyring.verify(token) else { return Self.noLink }
        let click = RecordClick(delivery: delivery, link: Int(link), agent: request.agent.rawValue)
        guard let target = try await pool.one(click) else { return Self.noLink }
        return .redirect(to: target, status: .found)
    }

    private static var noLink: Response { .page(.noLink, status: .notFound) }

    /// `GET /o/{token}`, with or without `.gif`: records that the message was opened.
    func showPixel(_ token: String, for request: Request) async throws -> Response {
        let token = token.hasSuffix(".gif") ? String(token.dropLast(4)) : token
        guard case .open(let delivery) = keyring.verify(token) else { throw Problem.notFound }
        _ = try await pool.one(RecordOpen(delivery: delivery, agent: request.agent.rawValue))
        return .bytes(Self.pixel, type: "image/gif")
    }

    /// One transparent point, GIF 89a.
    private static let pixel: [UInt8] =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
        + [0x21, 0xF9, 4, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
}

extension Request {
    fileprivate var agent: Agent { Agent(method: method, headers: headers) }
}
