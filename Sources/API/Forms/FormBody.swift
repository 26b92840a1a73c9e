import Automation

/// The body of a form post, in one of the three ways forms are sent.
struct FormBody {
    let bytes: [UInt8]
    /// The whole header, with its parameters.
    let contentType: String

    /// Fields by name; a name that comes twice (checkboxes) is a list. Files are left out.
    func fields() throws(Problem) -> [String: JSON] {
        switch contentType.prefix(while: { $0 != ";" }).trimmingSpaces().lowercased() {
        case "application/json":
            return try Field(parsing: bytes).object()
        case "application/x-www-form-urlencoded":
            return Self.collected(try URLEncodedForm.pairs(in: bytes))
        case "multipart/form-data":
            return Self.collected(try MultipartForm(contentType: contentType).pairs(in: bytes))
        default:
            throw .unsupported("Content-Type: expected JSON, application/x-www-form-urlencoded or multipart/form-data")
        }
    }

    private static func collected(_ pairs: [(name: String, value: String)]) -> [String: JSON] {
        pairs.reduce(into: [:]) { fields, pair in
            switch fields[pair.name] {
            case nil: fields[pair.name] = .text(pair.value)
            case .list(let values): fields[pair.name] = .list(values + [.text(pair.value)])
            case .some(let value): fields[pair.name] = .list([value, .text(pair.value)])
            }
        }
    }
}
