import Automation

/// The body of a form post, in one of the three ways forms are sent.
struct FormBody {
    let bytes: [UInt8]
    /// The whole header, with its parameters.
    let contentType: String

    /// Fields by name; a name that comes several times, or ends in `[]`, is a list. Files are left out.
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
        var values: [String: [String]] = [:]
        var lists: Set<String> = []
        for pair in pairs {
            let name = pair.name.replacing(/\[\d*\]$/, with: "")
            if name != pair.name { lists.insert(name) }
            values[name, default: []].append(pair.value)
        }
        return values.reduce(into: [:]) { fields, field in
            fields[field.key] = value(field.value, isList: lists.contains(field.key))
        }
    }

    /// Blank ones and repetitions say nothing more. Of yes and no, as a hidden field and a check-box of one name send them,
    /// the last counts.
    private static func value(_ values: [String], isList: Bool) -> JSON {
        var distinct: [String] = []
        for value in values where !value.isBlank && !distinct.contains(value) { distinct.append(value) }
        if isList { return .list(distinct.map(JSON.text)) }
        guard distinct.count > 1 else { return .text(distinct.first ?? values.first ?? "") }
        let isYesOrNo = distinct.allSatisfy { JSON.text($0).truth != nil }
        return isYesOrNo ? .text(values.last { !$0.isBlank } ?? "") : .list(distinct.map(JSON.text))
    }
}
