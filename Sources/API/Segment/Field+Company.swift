import Automation

/// A company, as a trait of a contact or as the traits of a group.
extension Field {
    /// Reads `{id, name, domain, employee_count, industry, country}`, or just a name; nil when nothing names it.
    func company() throws(Problem) -> [String: JSON]? {
        if case .object = value { return try company(withID: self["id"].text()) }
        return try text().map { ["name": .text($0)] }
    }

    /// The traits of a group call, whose id stands beside them.
    func company(withID id: String?) throws(Problem) -> [String: JSON]? {
        var company: [String: JSON] = [:]
        var properties: [String: JSON] = [:]
        company["external_id"] = id.map(JSON.text)
        for name in try object().keys.sorted() where name != "id" {
            guard let column = Self.companyColumns[name] else {
                properties[name] = self[name].value
                continue
            }
            company[column] = try companyValue(self[name], of: column)
        }
        company["country"] = try self["address"]["country"].text().map { .text($0.asCountry) } ?? company["country"]
        properties["address"] = nil
        guard ["external_id", "domain", "name"].contains(where: { company[$0] != nil }) else { return nil }
        company["properties"] = .object(properties)
        return company
    }

    private func companyValue(_ field: Field, of column: String) throws(Problem) -> JSON? {
        guard let text = try field.text() else { return nil }
        switch column {
        case "employees": return .number(String(try TraitColumn.wholeNumber(text, field)))
        case "domain": return .text(Self.host(of: text))
        case "country": return .text(text.asCountry)
        default: return .text(text)
        }
    }

    /// `https://www.example.com/fr` means `example.com`.
    private static func host(of website: String) -> String {
        let withoutScheme = website.lowercased().split(separator: "://", maxSplits: 1).last ?? ""
        let host = withoutScheme.prefix { !"/?#:".contains($0) }
        return String(host.hasPrefix("www.") ? host.dropFirst(4) : host)
    }

    private static let companyColumns = [
        "name": "name", "domain": "domain", "website": "domain", "industry": "industry", "country": "country",
        "employees": "employees", "employee_count": "employees", "employeeCount": "employees",
    ]
}
