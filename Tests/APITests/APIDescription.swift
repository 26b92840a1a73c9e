import Foundation
import Telemetry
import Testing
import Yams

@testable import API

/// What `openapi.yaml` says there is: the statuses of each method of each path.
struct APIDescription: Sendable {
    struct Answer: Hashable, Sendable, CustomStringConvertible {
        let path: String
        let method: String
        let status: Int

        var description: String { "\(method) \(path) → \(status)" }
    }

    let answers: Set<Answer>

    static let shared = Result { try APIDescription() }

    private init() throws {
        let document = try #require(Yams.load(yaml: OpenAPIDocument.text()) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        answers = Set(
            paths.flatMap { path, operations in
                operations.filter { $0.key != "parameters" }.flatMap { method, operation in
                    Self.statuses(of: operation).map { Answer(path: path, method: method.uppercased(), status: $0) }
                }
            }
        )
    }

    private static func statuses(of operation: Any) -> [Int] {
        let responses = (operation as? [String: Any])?["responses"] as? [String: Any] ?? [:]
        return responses.keys.compactMap { Int($0) }
    }

    var operations: Set<String> { Set(answers.map { "\($0.method) \($0.path)" }) }

    /// Every answer of a server of the tests must be described. Left out: what every path answers to a method it does not
    /// have, and paths that are none.
    static let watch = Observer { observation in
        guard case .requestServed(let route, let status, _) = observation, route != "none",
            ![204, 405].contains(status)
        else { return }
        guard let described = try? shared.get().answers,
            described.contains(where: { ($0.path, $0.status) == (route, status) })
        else {
            Issue.record("openapi.yaml does not describe that \(route) answers \(status)")
            return
        }
    }
}
