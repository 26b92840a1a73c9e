import HTTPTypes
import Hummingbird
import Postgres
import Telemetry

/// What all routes share: an error becomes a problem document, HEAD has no body, and each answer is observed.
struct Answering: RouterMiddleware {
    let observe: Observer
    /// Which path each alias stands for.
    let aliases: [String: String]

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do { response = try await next(request, context) } catch { response = problem(behind: error).response }
        if request.method == .head { response.body = .init() }
        observe(
            .requestServed(
                route: route(of: context),
                status: response.status.code,
                milliseconds: start.duration(to: .now).milliseconds
            )
        )
        return response
    }

    /// The path without what differs from request to request. The router has a word of its own for a path it does not know.
    private func route(of context: BasicRequestContext) -> String {
        guard let path = context.endpointPath, path.hasPrefix("/") else { return "none" }
        return aliases[path] ?? path
    }

    /// What the database could not do becomes a 503 that asks to come back; what it refused, a 400. The cause is observed, not
    /// told: it may contain what the client must not know.
    private func problem(behind error: any Error) -> Problem {
        if let problem = error as? Problem { return problem }
        if let http = error as? HTTPError, http.status == .notFound { return .notFound }
        let failure = error as? PostgresError
        observe(
            .faltered(service: "api", cause: failure?.sqlstate ?? failure.map { "\($0.kind)" } ?? "\(type(of: error))")
        )
        return Problem(behind: failure)
    }
}

extension Duration {
    fileprivate var milliseconds: Int {
        Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
