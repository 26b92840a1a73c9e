import Foundation
import Resolver

/// What the TXT records at `_dmarc.` and a domain are.
struct DMARCAnswer: Equatable {
    let domain: String
    let answer: DNSAnswer

    /// Those that are policies, as their tags.
    var policies: [[String: String]] {
        answer.records.map(Self.tags).filter { $0["v"] == "DMARC1" }
    }

    /// `v=DMARC1; p=none`: what a list of tags says. Nothing unless the version comes first (RFC 7489 §6.3).
    private static func tags(of record: String) -> [String: String] {
        let pairs = record.split(separator: ";").map { part in
            part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        guard pairs.first?.first?.lowercased() == "v" else { return [:] }
        let tags = pairs.filter { $0.count == 2 }.map { ($0[0].lowercased(), $0[1]) }
        return Dictionary(tags, uniquingKeysWith: { first, _ in first })
    }
}

extension Finding {
    /// What receivers shall do with messages that pass neither SPF nor DKIM (RFC 7489).
    ///
    /// - Parameter answers: for the domain, then its parents, up to the first that has a policy.
    static func dmarc(of domain: String, _ answers: [DMARCAnswer]) -> Finding {
        guard let found = answers.last(where: { !$0.policies.isEmpty }) else {
            if answers.contains(where: { $0.answer == .noAnswer }) { return .unanswered("DMARC", about: domain) }
            return .look("DMARC", "\(domain) has no DMARC policy", help: dmarcHelp(answers.last?.domain ?? domain))
        }
        guard found.policies.count == 1 else {
            let text = "_dmarc.\(found.domain) has \(found.policies.count) policies, and receivers ignore them all"
            return .look("DMARC", text, help: "Keep one of the TXT records.")
        }
        return dmarc(of: domain, found.policies[0], of: found.domain)
    }

    /// A parent may have another word for what is below it.
    private static func dmarc(of domain: String, _ tags: [String: String], of owner: String) -> Finding {
        let policy = (owner == domain ? nil : tags["sp"]) ?? tags["p"]
        guard let policy else {
            return .look("DMARC", "_dmarc.\(owner) names no policy (p=)", help: dmarcHelp(owner))
        }
        return .ok("DMARC", "policy \(policy), from _dmarc.\(owner)")
    }

    private static func dmarcHelp(_ domain: String) -> String {
        """
        Add a TXT record at _dmarc.\(domain): v=DMARC1; p=none; rua=mailto:… (large receivers ask senders for it).
        Have the relay sign with DKIM as well. That cannot be checked here, because only the relay knows its selector: \
        send a message to yourself and look for dkim=pass in its Authentication-Results.
        """
    }
}
