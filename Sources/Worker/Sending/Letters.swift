import Automation
import Delivery
import Engine
import Foundation
import Postgres
import Store
import Synchronization
import Tracking

/// Writes the messages of a batch of sends: e-mail, contact and links become the bytes that will leave.
final class Letters: Sendable {
    /// One e-mail in the form in which it is sent: its definition and its compiled template.
    private struct CompiledEmail: Sendable {
        let email: EmailDefinition
        let template: EmailTemplate
    }

    private let postOffice: PostOffice
    /// In versions: more than a workspace sends at a time.
    private let compiled: Mutex<BoundedCache<EmailVersion, CompiledEmail>>
    /// Links that all readers share. A reader's own link is used once, and is erased with its reader.
    private let links: Mutex<BoundedCache<String, Int64>>

    init(_ postOffice: PostOffice, emailsMax: Int = 1000, linksMax: Int = 20_000) {
        self.postOffice = postOffice
        compiled = Mutex(BoundedCache(limit: emailsMax))
        links = Mutex(BoundedCache(limit: linksMax))
    }

    /// How many e-mails and links it remembers.
    var remembered: (emails: Int, links: Int) { (compiled.withLock { $0.count }, links.withLock { $0.count }) }

    typealias Drafts = [Int64: Result<Draft, UnwritableLetter>]

    /// A draft for each job, or the reason why there is none, and the date of all drafts. A job whose contact is gone
    /// has no entry.
    func write(_ jobs: [Job], on connection: Connection) async throws -> (Drafts, at: Date) {
        let (clock, materials) = try await connection.run(ReadClock(), ComposeSends(jobs.map(\.id)))
        let leases = Dictionary(jobs.map { ($0.id, $0.lease) }, uniquingKeysWith: { first, _ in first })
        var rendered: [(SendMaterial, Result<Letter, UnwritableLetter>)] = []
        for material in materials {
            rendered.append((material, try await render(material, on: connection)))
        }
        let numbers = try await numbers(
            of: Set(rendered.compactMap { try? $0.1.get() }.flatMap(\.links.values)),
            on: connection
        )

        var drafts: Drafts = [:]
        for (material, letter) in rendered {
            guard let lease = leases[material.job] else { continue }
            drafts[material.job] = letter.flatMap { letter in
                Result { () throws(UnwritableLetter) in
                    try freeze(letter, of: material, linking: numbers, under: lease, at: clock[0])
                }
            }
        }
        return (drafts, clock[0])
    }

    private func render(_ material: SendMaterial, on connection: Connection) async throws -> Result<
        Letter, UnwritableLetter
    > {
        do {
            guard let version = material.email, let ready = try await compiledEmail(version, on: connection) else {
                throw UnwritableLetter(reason: "there is no such e-mail", isForGood: true)
            }
            return .success(try Letter(ready.email, ready.template, version, for: material, from: postOffice))
        } catch let error as UnwritableLetter {
            return .failure(error)
        }
    }

    private func freeze(
        _ letter: Letter,
        of material: SendMaterial,
        linking numbers: [TrackedLink: Int64],
        under lease: Lease,
        at now: Date
    ) throws(UnwritableLetter) -> Draft {
        guard letter.links.values.allSatisfy({ numbers[$0] != nil }) else { throw UnwritableLetter.whoseReaderIsHeld }
        let identity = EmailMessage.Identity(
            messageID: "\(UUID().uuidString.lowercased())@\(letter.from.address.domain)",
            date: now,
            boundary: "relance-\(UUID().uuidString.lowercased())"
        )
        let content = try letter.encoded(identity: identity) { target in
            postOffice.urls.click(
                delivery: material.delivery,
                link: Int(letter.links[target].flatMap { numbers[$0] } ?? 0)
            )
        }
        return Draft(
            lease: lease,
            delivery: material.delivery,
            emailVersion: letter.version.version,
            messageID: "<\(identity.messageID)>",
            sender: letter.from.address.description,
            recipient: letter.to.description,
            content: content
        )
    }

    private func compiledEmail(_ id: EmailVersion, on connection: Connection) async throws -> CompiledEmail? {
        if let ready = compiled.withLock({ $0.value(for: id) }) { return ready }
        guard let email = try await connection.first(ReadEmail(id)) else { return nil }
        do {
            let ready = CompiledEmail(
                email: email,
                template: try EmailTemplate(
                    subject: email.subject,
                    preheader: email.preheader,
                    text: email.text,
                    html: email.html
                )
            )
            compiled.withLock { $0.keep(ready, for: id) }
            return ready
        } catch { throw UnwritableLetter(reason: error.explanation) }
    }

    /// The number of each link of a batch.
    private func numbers(of tracked: Set<TrackedLink>, on connection: Connection) async throws -> [TrackedLink: Int64] {
        var numbers = links.withLock { known in
            tracked.reduce(into: [TrackedLink: Int64]()) { found, link in
                if link.reader == nil { found[link] = known.value(for: link.url) }
            }
        }
        let unknown = tracked.filter { numbers[$0] == nil }
        guard !unknown.isEmpty else { return numbers }
        for (link, id) in try await connection.run(LinkNumbers(of: Array(unknown))) {
            numbers[link] = id
            if link.reader == nil { links.withLock { $0.keep(id, for: link.url) } }
        }
        return numbers
    }
}

/// Why no message can be made for a contact. Names variables and headers, never their values.
struct UnwritableLetter: Error, Hashable {
    let reason: String
    /// The message cannot be made for any contact.
    var isForGood = false
    /// The message can be made as soon as another session releases its reader.
    var isHeld = false

    static let whoseReaderIsHeld = UnwritableLetter(reason: "another session holds its reader", isHeld: true)
}
