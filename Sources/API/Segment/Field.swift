import Automation

/// A place in a JSON document and the value found there. Reads it as what it should be, or names it in a problem.
struct Field {
    /// Such as `batch[3].traits.email`; empty for the document itself.
    let path: String
    /// `.null` when it is missing.
    let value: JSON

    init(_ value: JSON, at path: String = "") { (self.value, self.path) = (value, path) }

    /// A whole body.
    init(parsing bytes: [UInt8]) throws(Problem) {
        do {
            self.init(try JSONParser.parse(bytes))
        } catch {
            throw .malformed(error.description)
        }
    }

    subscript(_ name: String) -> Field {
        let path = self.path.isEmpty ? name : "\(self.path).\(name)"
        guard case .object(let members) = value else { return Field(.null, at: path) }
        return Field(members[name] ?? .null, at: path)
    }

    /// nil when missing, null or blank. A number is taken by its digits: ids often are numbers.
    ///
    /// - Parameter bytesMax: what an index of the database holds with ease.
    func text(atMost bytesMax: Int = 512) throws(Problem) -> String? {
        do { return try plainText(atMost: bytesMax) } catch { throw problem(error.why) }
    }

    /// The same, for a field without which the rest can do.
    func plainText(atMost bytesMax: Int = 512) throws(Misfit) -> String? {
        let text: String
        switch value {
        case .null: return nil
        case .text(let value): text = value.trimmingSpaces()
        case .number(let digits): text = digits
        case .boolean, .list, .object: throw Misfit(why: "expected a text, found \(value.kind)")
        }
        guard text.utf8.count <= bytesMax else { throw Misfit(why: "longer than \(bytesMax) bytes") }
        return text.isEmpty ? nil : text
    }

    /// Why a field is not taken.
    struct Misfit: Error { let why: String }

    /// The first of several members that has a text.
    func firstText(of names: [String], atMost bytesMax: Int = 512) throws(Problem) -> String? {
        for name in names {
            if let text = try self[name].text(atMost: bytesMax) { return text }
        }
        return nil
    }

    func requiredText() throws(Problem) -> String {
        guard let text = try text() else { throw problem("missing") }
        return text
    }

    /// Empty when missing or null.
    func object() throws(Problem) -> [String: JSON] {
        switch value {
        case .null: return [:]
        case .object(let members): return members
        case .boolean, .number, .text, .list: throw problem("expected an object, found \(value.kind)")
        }
    }

    func list() throws(Problem) -> [Field] {
        guard case .list(let values) = value else {
            throw problem(value == .null ? "missing" : "expected a list, found \(value.kind)")
        }
        return values.enumerated().map { Field($1, at: "\(path)[\($0)]") }
    }

    func problem(_ explanation: String) -> Problem { .invalid(path.isEmpty ? "body" : path, explanation) }
}
