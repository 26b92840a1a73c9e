import Automation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Store

extension RequestHandler {
    /// `POST /v1/forms/{form}`: from a script (JSON) or straight from a page (urlencoded or multipart).
    ///
    /// The write key comes in the query or the hidden field `write_key`, or by Basic authentication. The answer is a
    /// 303 to the hidden field `redirect`, else JSON for a script and a thank-you page for a browser.
    func takeForm(_ name: String, from request: Request) async throws -> Response {
        guard Self.isFormName(name) else { throw Problem.notFound }
        let body = FormBody(
            bytes: try await request.bytes(atMost: configuration.messageBytesMax),
            contentType: request.headers[.contentType] ?? ""
        )
        let fields = Field(.object(try body.fields()))
        try requireWriteKey(
            Keys.userName(inAuthorization: request.headers[.authorization]),
            fields["write_key"].text(),
            request.uri.queryParameters["write_key"].map(String.init)
        )
        let submission = try FormSubmission(of: name, fields: fields)
        let target = try submission.redirect.map { text throws(Problem) in
            try RedirectPolicy(hosts: configuration.redirectHosts).allowed(text)
        }
        if let message = submission.message { try await keep(message) }
        return answer(to: request, sendingTo: target)
    }

    /// Forms are named as workflows name them: letters, digits, `-`, `_` and `.`, at most 100.
    private static func isFormName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }

    /// A form without any name is refused, so that the person can correct it. It is listed as well.
    private func keep(_ message: Message) async throws {
        guard try await store([message]).first?.word == .nobody else { return }
        throw Problem.invalid("email", message.traits.email == nil ? "missing" : "not an e-mail address")
    }

    private func answer(to request: Request, sendingTo target: String?) -> Response {
        if let target { return .redirect(to: target, status: .seeOther) }
        let wantsJSON = request.mediaType == "application/json" || request.headers[.accept]?.contains("json") == true
        return wantsJSON ? .json(.object(["success": .boolean(true)])) : .page(.thanks)
    }
}
