import Automation

/// Everything that a template may mention, by the first word of the variable: `contact.first_name`, `owner.phone`.
package struct TemplateContext: Hashable, Sendable {
    package var roots: [String: TemplateValue]

    package init(roots: [String: TemplateValue]) { self.roots = roots }

    /// - Parameter links: URLs made for this message, such as `unsubscribe`.
    package init(
        contact: [String: TemplateValue] = [:],
        company: [String: TemplateValue] = [:],
        deal: [String: TemplateValue] = [:],
        owner: [String: TemplateValue] = [:],
        event: [String: TemplateValue] = [:],
        links: [String: TemplateValue] = [:]
    ) {
        roots = [
            "contact": .object(contact), "company": .object(company), "deal": .object(deal), "owner": .object(owner),
            "event": .object(event), "links": .object(links),
        ]
    }
}
