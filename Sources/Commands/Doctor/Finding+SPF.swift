import Resolver

extension Finding {
    /// Which machines may send for a domain (RFC 7208): one record that says so, or receivers guess.
    static func spf(of domain: String, _ answer: DNSAnswer) -> Finding {
        if answer == .noAnswer { return .unanswered("SPF", about: domain) }
        let records = answer.records.filter(isSPF)
        switch records.count {
        case 0:
            return .look(
                "SPF",
                "\(domain) does not say who may send for it",
                help: "Add the TXT record that your mail provider asks for, such as \"v=spf1 include:provider ~all\"."
            )
        case 1: return .ok("SPF", records[0])
        default:
            return .fail(
                "SPF",
                "\(domain) has \(records.count) SPF records, which receivers take for an error",
                help: "Make one of them: v=spf1, the mechanisms of all, and one \"all\" at the end."
            )
        }
    }

    private static func isSPF(_ record: String) -> Bool {
        record.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).first?.lowercased() == "v=spf1"
    }
}
