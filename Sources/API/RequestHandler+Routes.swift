import Hummingbird

extension RequestHandler {
    /// All paths of the API. The router answers 404 to any other.
    var routes: [Route] {
        Endpoint.allCases.map { endpoint in
            .post("/v1/\(endpoint)", aliases: endpoint.aliases.map { "/v1/\($0)" }) { request, _ in
                try await takeMessages(endpoint, from: request)
            }
        } + [
            .post("/v1/forms/{name}") { try await takeForm($1.parameters.require("name"), from: $0) },
            .post("/v1/jobs") { request, _ in try await takeJobs(from: request) },
            .post("/v1/contacts/merge") { request, _ in try await mergeContacts(from: request) },
            .get("/c/{token}") { try await followLink($1.parameters.require("token"), for: $0) },
            .get("/o/{token}") { try await showPixel($1.parameters.require("token"), for: $0) },
            .get("/u/{token}") { try await showPreferences($1.parameters.require("token")) }
                .post { try await savePreferences($1.parameters.require("token"), from: $0) },
            .get("/livez") { _, _ in .text("alive\n") },
            .get("/readyz") { _, _ in try await sayWhetherReady() },
            .get("/metrics") { _, _ in .text(metrics(), type: "text/plain; version=0.0.4; charset=utf-8") },
            .get("/openapi.yaml") { _, _ in .text(try OpenAPIDocument.text(), type: "application/yaml") },
        ]
    }

    /// A router with these routes, each behind `Answering`.
    var router: Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        let aliases = routes.flatMap { route in route.aliases.map { ($0, route.path) } }
        router.add(middleware: Answering(observe: observe, aliases: Dictionary(uniqueKeysWithValues: aliases)))
        for route in routes { route.add(to: router) }
        return router
    }
}
