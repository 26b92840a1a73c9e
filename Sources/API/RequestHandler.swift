import HTTPTypes
import Hummingbird
import Postgres
import Telemetry
import Tracking

/// Answers every request: finds out what it asks for, has it done, and turns whatever goes wrong into a problem
/// document.
struct RequestHandler: HTTPResponder {
    let configuration: Configuration
    let pool: Pool
    /// For `/readyz` alone.
    let readiness: Pool
    let keyring: Keyring
    let observe: Observer
    let metrics: @Sendable () -> String
    let presence = Presence()

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let start = ContinuousClock.now
        let resource = try? Resource(path: request.uri.path)
        var response = await answer(to: request, for: resource)
        if request.method == .head { response.body = .init() }
        observe(
            .requestServed(
                route: resource?.route ?? "none",
                status: response.status.code,
                milliseconds: start.duration(to: .now).milliseconds
            )
        )
        return response
    }

    private func answer(to request: Request, for resource: Resource?) async -> Response {
        do {
            guard let resource else { throw Problem.notFound }
            if request.method == .options { return .preflight(allowing: resource.methods) }
            guard resource.methods.contains(request.method) else { throw Problem.methodNotAllowed(resource.methods) }
            return try await open(resource, for: request)
        } catch let problem as Problem {
            return problem.response
        } catch {
            return problem(behind: error).response
        }
    }

    private func open(_ resource: Resource, for request: Request) async throws -> Response {
        switch resource {
        case .messages(let call): try await takeMessages(call, from: request)
        case .form(let name): try await takeForm(name, from: request)
        case .jobs: try await takeJobs(from: request)
        case .merge: try await mergeContacts(from: request)
        case .click(let token): try await followLink(token, for: request)
        case .open(let token): try await showPixel(token, for: request)
        case .preferences(let token): try await servePreferences(token, for: request)
        case .live: .text("alive\n")
        case .ready: try await sayWhetherReady()
        case .metrics: .text(metrics())
        }
    }

    /// What the database could not do becomes a 503 that asks to come back; what it refused, a 400. The cause is
    /// observed, not told: it may contain what the client must not know.
    private func problem(behind error: any Error) -> Problem {
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
