import HTTPTypes
import Hummingbird

/// One path of the API and what each method does there. `openapi.yaml` describes the same paths and methods; a test holds
/// the two together.
struct Route: Sendable {
    typealias Action = @Sendable (Request, BasicRequestContext) async throws -> Response

    /// As OpenAPI writes it: `/v1/forms/{name}`.
    let path: String
    /// Shorter names that client libraries use for the same.
    private(set) var aliases: [String] = []
    private(set) var actions: [(method: HTTPRequest.Method, action: Action)]

    static func get(_ path: String, _ action: @escaping Action) -> Route {
        Route(path: path, actions: [(.get, action), (.head, action)])
    }

    static func post(_ path: String, aliases: [String] = [], _ action: @escaping Action) -> Route {
        Route(path: path, aliases: aliases, actions: [(.post, action)])
    }

    func post(_ action: @escaping Action) -> Route {
        var route = self
        route.actions.append((.post, action))
        return route
    }

    var methods: [HTTPRequest.Method] { actions.map(\.method) }

    /// Answers every method: those it has no action for with 405, and OPTIONS with what a browser asks before it sends a
    /// request from another site (Fetch §3.2).
    func add(to router: Router<BasicRequestContext>) {
        let methods = methods
        for path in [path] + aliases {
            for (method, action) in actions { router.on(RouterPath(path), method: method, use: action) }
            router.on(RouterPath(path), method: .options) { _, _ in Response.preflight(allowing: methods) }
            for method in Self.known where !methods.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw Problem.methodNotAllowed(methods)
                }
            }
        }
    }

    /// The methods of RFC 9110 §9 and RFC 5789 but OPTIONS.
    private static let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .connect, .trace, .patch]
}
