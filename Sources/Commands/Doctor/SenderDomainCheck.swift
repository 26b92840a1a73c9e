import Resolver
import Settings

/// Looks at what the DNS tells receivers about the domain that sends.
struct SenderDomainCheck {
    private let sender: Sender
    private let resolver: DNSResolver

    init(_ sender: Sender, _ resolver: DNSResolver) { (self.sender, self.resolver) = (sender, resolver) }

    func findings() async -> [Finding] {
        let domain = SenderDomain(of: sender.address)
        guard !domain.isPlaceholder else {
            let help = "Set workspace.default_sender to an address that is yours."
            return [.look("domain", "\(sender.address) is a placeholder", help: help)]
        }
        return [await mail(to: domain), await policyOfSenders(domain), await policyOfReceivers(domain)]
    }

    private func mail(to domain: SenderDomain) async -> Finding {
        let exchange = await resolver.records(of: domain.name, type: .mailExchange)
        guard exchange == .noSuchRecord else { return domain.finding(exchange: exchange, addresses: []) }
        let addresses = [
            await resolver.records(of: domain.name, type: .address),
            await resolver.records(of: domain.name, type: .addressV6),
        ]
        return domain.finding(exchange: exchange, addresses: addresses)
    }

    private func policyOfSenders(_ domain: SenderDomain) async -> Finding {
        .spf(of: domain.name, await resolver.records(of: domain.name, type: .text))
    }

    /// From the domain itself up to the one its organization registered, as far as nothing is found.
    private func policyOfReceivers(_ domain: SenderDomain) async -> Finding {
        var answers: [DMARCAnswer] = []
        for name in domain.selfAndParents {
            let answer = await resolver.records(of: "_dmarc.\(name)", type: .text)
            answers.append(DMARCAnswer(domain: name, answer: answer))
            if !(answers.last?.policies.isEmpty ?? true) { break }
        }
        return .dmarc(of: domain.name, answers)
    }
}
