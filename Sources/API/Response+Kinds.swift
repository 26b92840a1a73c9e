import Automation
import HTTPTypes
import Hummingbird

/// The few kinds of answer there are. None is cached, and pages of any origin may read them: browsers send messages
/// from the customer's own site.
extension Response {
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, type: String = "application/json") -> Response {
        body(value.text, type: type, status: status)
    }

    static func text(
        _ text: String,
        status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        body(text, type: type, status: status)
    }

    static func page(_ page: Page, status: HTTPResponse.Status = .ok) -> Response {
        var response = body(page.html, type: "text/html; charset=utf-8", status: status)
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
        return response
    }

    static func bytes(_ bytes: [UInt8], type: String) -> Response {
        plain(.ok, [.contentType: type], ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// 302 for a link that was followed, 303 after a form (RFC 9110 §15.4).
    static func redirect(to target: String, status: HTTPResponse.Status) -> Response {
        plain(status, [.location: WebAddress.ascii(target)], ResponseBody())
    }

    static func preflight(allowing methods: [HTTPRequest.Method]) -> Response {
        let allowed = methods.map(\.rawValue).joined(separator: ", ")
        var response = plain(.noContent, [.allow: allowed], ResponseBody())
        response.headers[.accessControlAllowMethods] = allowed
        response.headers[.accessControlAllowHeaders] = "authorization, content-type, content-encoding, idempotency-key"
        response.headers[.accessControlMaxAge] = "86400"
        return response
    }

    private static func body(_ text: String, type: String, status: HTTPResponse.Status) -> Response {
        plain(status, [.contentType: type], ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func plain(_ status: HTTPResponse.Status, _ headers: HTTPFields, _ body: ResponseBody) -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        headers[.accessControlAllowOrigin] = "*"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: body)
    }
}
