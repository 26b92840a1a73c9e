import Automation
import Delivery
import Foundation
import Store
import Tracking

/// One e-mail filled in for one contact, before its links are numbered.
struct Letter: Sendable {
    let from: Mailbox
    let to: EmailAddress
    private let replyTo: Mailbox?
    private let filled: FilledEmail
    private let email: EmailDefinition
    private let unsubscribeURL: String
    private let openURL: String
    let version: EmailVersion
    private let postOffice: PostOffice
    /// The targets of tracked links, by URL; empty when tracking is off.
    let links: [String: TrackedLink]

    init(
        _ email: EmailDefinition,
        _ template: EmailTemplate,
        _ version: EmailVersion,
        for material: SendMaterial,
        from postOffice: PostOffice
    ) throws(UnwritableLetter) {
        guard let address = material.address else { throw UnwritableLetter(reason: "no e-mail address") }
        do {
            let contact = try TemplateValue(json: material.contact)
            unsubscribeURL = postOffice.urls.unsubscribe(contact: material.contactID.rawValue, topic: email.topic)
            let confirmURL = email.confirms.map { topic in
                postOffice.urls.confirm(contact: material.contactID.rawValue, topic: topic)
            }
            openURL = postOffice.urls.open(delivery: material.delivery)
            filled = try template.render(
                try Self.context(
                    contact,
                    material,
                    unsubscribeURL: unsubscribeURL,
                    confirmURL: confirmURL,
                    postalAddress: postOffice.postalAddress
                )
            )
        } catch let failure as TemplateFailure {
            throw UnwritableLetter(reason: failure.explanation)
        } catch { throw UnwritableLetter(reason: "the contact's data cannot be read") }
        to = try Self.readable("the contact's address") { () throws(AddressFailure) in try EmailAddress(address) }
        from = try Self.mailbox(email.from, "the sender") ?? postOffice.sender
        replyTo = try Self.mailbox(email.replyTo, "reply_to")
        links = postOffice.isTracking ? filled.links(for: material.contactID) : [:]
        (self.email, self.version, self.postOffice) = (email, version, postOffice)
    }

    private static func mailbox(_ text: String?, _ what: String) throws(UnwritableLetter) -> Mailbox? {
        guard let text else { return nil }
        return try readable(what) { () throws(AddressFailure) in try Mailbox(parsing: text) }
    }

    private static func readable<Value>(
        _ what: String,
        _ read: () throws(AddressFailure) -> Value
    ) throws(UnwritableLetter) -> Value {
        do {
            return try read()
        } catch { throw UnwritableLetter(reason: "\(what) cannot be used: \(error.explanation)") }
    }

    /// The message (RFC 5322), with its links tracked.
    ///
    /// - Parameter link: the replacement for a link to a target.
    func encoded(
        identity: EmailMessage.Identity,
        link: (_ target: String) -> String
    ) throws(UnwritableLetter) -> [UInt8] {
        let content = postOffice.isTracking ? filled.content(link).addingOpenPixel(openURL) : filled.content()
        do {
            var message = EmailMessage(
                from: from,
                to: try Mailbox(address: to),
                replyTo: replyTo,
                content: content,
                identity: identity
            )
            if email.kind == .marketing { message.list = try listHeaders }
            return try message.encoded()
        } catch let failure as MessageFailure {
            throw UnwritableLetter(reason: failure.explanation)
        } catch let failure as TopicFailure {
            throw UnwritableLetter(reason: failure.explanation)
        } catch { throw UnwritableLetter(reason: "the message cannot be built") }
    }

    private var listHeaders: ListHeaders {
        get throws(TopicFailure) {
            ListHeaders(
                id: try ListID(topic: email.topic, domain: from.address.domain).text,
                unsubscribeURL: unsubscribeURL,
                unsubscribeMailbox: postOffice.unsubscribeMailbox,
                feedbackID: "\(PercentEncoding.encoded(email.name, allowing: Self.isPlain)):\(email.topic):relance"
            )
        }
    }

    /// Colons separate the parts of a Feedback-ID.
    private static func isPlain(_ byte: UInt8) -> Bool { byte.isASCIILetterOrDigit || "-_.".utf8.contains(byte) }

    private static func context(
        _ contact: TemplateValue,
        _ material: SendMaterial,
        unsubscribeURL: String,
        confirmURL: String?,
        postalAddress: String
    ) throws -> TemplateContext {
        var roots: [String: TemplateValue] = ["contact": contact]
        roots["company"] = try material.company.map(TemplateValue.init(json:)) ?? .object([:])
        roots["owner"] = try material.owner.map(TemplateValue.init(json:)) ?? .object([:])
        roots["event"] = try material.event.map(TemplateValue.init(json:)) ?? .object([:])
        roots["unsubscribe_url"] = .text(unsubscribeURL)
        roots["confirm_url"] = confirmURL.map(TemplateValue.text)
        roots["postal_address"] = .text(postalAddress)
        return TemplateContext(roots: roots)
    }
}

extension FilledEmail {
    /// A target that contains values may name its reader, so it belongs to that reader.
    fileprivate func links(for reader: ContactID) -> [String: TrackedLink] {
        let own = linksWithValues
        let tracked = links.map { url in (url, TrackedLink(url, of: own.contains(url) ? reader : nil)) }
        return Dictionary(uniqueKeysWithValues: tracked)
    }
}
