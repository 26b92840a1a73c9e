package import Automation
package import Postgres

/// Everything needed to render one claimed send.
package struct SendMaterial: Sendable {
    package let job: Int64
    /// The number the delivery will have.
    package let delivery: Int64
    /// The recipient. Links are signed with this number, never with a number from the data.
    package let contactID: ContactID
    package let address: String?
    /// JSON objects. The company's and the owner's are nil if there is none.
    package let contact: String
    package let company: String?
    package let owner: String?
    /// The data of the event that enrolled the contact, if an event did (JSON).
    package let event: String?
    /// Nil if there is no such e-mail.
    package let email: EmailVersion?
}

/// The name and number of one version of an e-mail.
package struct EmailVersion: Hashable, Sendable {
    package let name: String
    package let version: Int

    package init(_ name: String, _ version: Int) { (self.name, self.version) = (name, version) }
}

/// One row per claimed send whose contact exists.
package struct ComposeSends: Statement {
    package let jobs: [Int64]

    package init(_ jobs: [Int64]) { self.jobs = jobs }

    package static let sql = "SELECT * FROM automation.compose($1)"
    package var parameters: [Parameter] { [.integers(jobs)] }
    package static func read(_ row: borrowing Row) throws -> SendMaterial {
        SendMaterial(
            job: try row.integer("job_id"),
            delivery: try row.integer("delivery_id"),
            contactID: ContactID(rawValue: try row.integer("contact_id")),
            address: try row.optionalText("address"),
            contact: try row.json("contact"),
            company: try row.optionalJSON("company"),
            owner: try row.optionalJSON("owner"),
            event: try row.optionalJSON("event"),
            email: try row.optionalText("email").map { EmailVersion($0, try row.int("email_version")) }
        )
    }
}

package struct ReadEmail: Statement {
    package let id: EmailVersion

    package init(_ id: EmailVersion) { self.id = id }

    package static let sql = "SELECT definition FROM messaging.emails WHERE name = $1 AND version = $2"
    package var parameters: [Parameter] { [.text(id.name), .int(id.version)] }
    package static func read(_ row: borrowing Row) throws -> EmailDefinition {
        try row.decode(EmailDefinition.self, "definition")
    }
}

/// The target of a tracked link, and the reader it belongs to.
package struct TrackedLink: Hashable, Sendable {
    package let url: String
    /// The contact whose values are in the target; nil for a target that all readers share.
    package let reader: ContactID?

    package init(_ url: String, of reader: ContactID? = nil) { (self.url, self.reader) = (url, reader) }
}

/// Returns the numbers of tracked links, and creates one for a new target.
package struct LinkNumbers: Statement {
    package let links: [TrackedLink]

    package init(of links: [TrackedLink]) { self.links = links }

    package static let sql = "SELECT id, url, reader FROM messaging.link_ids($1, $2)"
    package var parameters: [Parameter] {
        [.texts(links.map(\.url)), .optionalIntegers(links.map { $0.reader?.rawValue })]
    }
    package static func read(_ row: borrowing Row) throws -> (link: TrackedLink, id: Int64) {
        let reader = try row.optionalInteger("reader").map { ContactID(rawValue: $0) }
        return (TrackedLink(try row.text("url"), of: reader), try row.integer("id"))
    }
}
