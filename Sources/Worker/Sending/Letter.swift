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
    private let content: EmailContent
    private let email: EmailDefinition
    private let unsubscribeURL: String
    /// Links of our own, which are not tracked.
    private let ownLinks: Set<String>
    private let openURL: String
    let version: EmailVersion
    private let postOffice: PostOffice
    /// The targets that tracked links will lead to; empty when tracking is off.
    let links: [String]

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
            ownLinks = Set([unsubscribeURL, confirmURL].compactMap(\.self))
            openURL = postOffice.urls.open(delivery: material.delivery)
            content = try template.render(
                try Self.context(
                    contact,
                    material,
                    unsubscribeURL: unsubscribeURL,
                    confirmURL: confirmURL,
                    postalAddress: postOffice.postalAddress
                )
            )
            to = try EmailAddress(address)
            from = try email.from.map { text throws(AddressFailure) in try Mailbox(parsing: text) } ?? postOffice.sender
            replyTo = try email.replyTo.map { text throws(AddressFailure) in try Mailbox(parsing: text) }
        } catch let failure as TemplateFailure {
            throw UnwritableLetter(reason: failure.explanation)
        } catch let failure as AddressFailure {
            throw UnwritableLetter(reason: "\(failure)")
        } catch { throw UnwritableLetter(reason: "the contact's data cannot be read") }
        links = postOffice.isTracking ? content.trackableLinks(except: ownLinks) : []
        (self.email, self.version, self.postOffice) = (email, version, postOffice)
    }

    /// The message (RFC 5322), with its links tracked.
    func encoded(
        identity: EmailMessage.Identity,
        link: (_ url: String, _ index: Int) -> String
    ) throws(UnwritableLetter) -> [UInt8] {
        var content = content
        if postOffice.isTracking {
            content = content.trackingLinks(except: ownLinks, link).addingOpenPixel(openURL)
        }
        do {
            let recipient = try Mailbox(name: nil, address: to)
            var message = EmailMessage(
                from: from,
                to: recipient,
                replyTo: replyTo,
                content: content,
                identity: identity
            )
            if email.kind == .marketing { message.list = listHeaders }
            return try message.encoded()
        } catch { throw UnwritableLetter(reason: "\(error)") }
    }

    private var listHeaders: ListHeaders {
        ListHeaders(
            id: "\(email.topic).\(from.address.domain)",
            unsubscribeURL: unsubscribeURL,
            unsubscribeMailbox: postOffice.unsubscribeMailbox,
            feedbackID: "\(email.name):\(email.topic):relance"
        )
    }

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
