import Resolver

/// The domain of an address that sends.
struct SenderDomain: Equatable {
    let name: String

    init(of address: String) { name = String(address.split(separator: "@").last ?? "").lowercased() }

    /// Whether RFC 2606 or RFC 6761 reserves the name. No real sender has such a domain.
    var isPlaceholder: Bool {
        let labels = name.split(separator: ".")
        let (top, second) = (labels.last ?? "", labels.dropLast().last ?? "")
        return ["invalid", "example", "test", "localhost"].contains(top)
            || second == "example" && ["com", "net", "org"].contains(top)
    }

    /// The domain and its parents, such as `news.garden.dev` and `garden.dev`. The top level is left out: no sender owns it.
    var selfAndParents: [String] {
        let labels = name.split(separator: ".")
        guard labels.count > 2 else { return [name] }
        return (0...(labels.count - 2)).map { labels.dropFirst($0).joined(separator: ".") }
    }

    /// Whether replies and bounces find a mail server (RFC 5321 §5.1). Receivers look, too.
    func finding(exchange: DNSAnswer, addresses: [DNSAnswer]) -> Finding {
        switch exchange {
        case .records(let hosts) where hosts.allSatisfy({ ["", "."].contains($0) }):
            .fail("domain", "\(name) says that it takes no mail (a null MX)", help: Self.help)
        case .records(let hosts): .ok("domain", "mail to \(name) goes to \(hosts.joined(separator: ", "))")
        case .noSuchName: .fail("domain", "\(name) does not exist", help: Self.help)
        case .noAnswer: .unanswered("domain", about: name)
        case .noSuchRecord: finding(addresses)
        }
    }

    private func finding(_ addresses: [DNSAnswer]) -> Finding {
        if !addresses.allSatisfy(\.records.isEmpty) {
            return .ok("domain", "\(name) has no MX: mail to it goes to the machine of that name")
        }
        if addresses.contains(.noAnswer) { return .unanswered("domain", about: name) }
        return .fail("domain", "\(name) takes no mail: it has neither an MX nor an address", help: Self.help)
    }

    private static let help = """
        Give the domain an MX record, or set workspace.default_sender to an address of one that has: receivers refuse \
        senders to whom they could not reply, and bounces are lost.
        """
}

extension Finding {
    /// A missing answer says nothing about the domain.
    static func unanswered(_ check: String, about name: String) -> Finding {
        .look(
            check,
            "no name server could tell about \(name)",
            help: "Try again, or ask another one: relance doctor --nameserver 9.9.9.9"
        )
    }
}
