import Foundation

/// The description of this API that `GET /openapi.yaml` serves (OpenAPI 3.1). Written by hand; tests hold it to the routes and
/// to every answer they see.
enum OpenAPIDocument {
    static func text() throws -> String {
        guard let file = Bundle.module.url(forResource: "openapi", withExtension: "yaml") else {
            throw Problem.notFound
        }
        return try String(contentsOf: file, encoding: .utf8)
    }
}
