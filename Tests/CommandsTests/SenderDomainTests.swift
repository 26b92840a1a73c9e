import Resolver
import Testing

@testable import Commands

/// What the DNS of the sender's domain means to receivers.
struct SenderDomainTests {
    private let domain = SenderDomain(of: "Ada@News.Garden.dev")

    @Test(arguments: [
        "a@relance.invalid", "a@example.com", "a@mail.example.org", "a@example", "a@shop.test", "a@localhost",
    ])
    func `a domain that is reserved is a placeholder`(address: String) {
        #expect(SenderDomain(of: address).isPlaceholder)
    }

    @Test(arguments: ["a@garden.dev", "a@example.fr", "a@my-example.com", "a@example.com.br"])
    func `any other is not`(address: String) { #expect(!SenderDomain(of: address).isPlaceholder) }

    @Test func `the parents of a domain end below the top level`() {
        #expect(domain.selfAndParents == ["news.garden.dev", "garden.dev"])
        #expect(SenderDomain(of: "a@garden.dev").selfAndParents == ["garden.dev"])
    }

    @Test(
        arguments: [
            (.records(["mx1.garden.dev", "mx2.garden.dev"]), [], .ok), (.noSuchRecord, [.records(["192.0.2.1"])], .ok),
            (.noSuchRecord, [.noSuchRecord, .records(["2001:db8::1"])], .ok), (.noSuchRecord, [.noSuchRecord], .fail),
            (.noSuchRecord, [.noSuchRecord, .noAnswer], .look), (.noSuchName, [], .fail), (.noAnswer, [], .look),
            (.records(["."]), [], .fail), (.records([""]), [], .fail),
        ] as [(DNSAnswer, [DNSAnswer], Finding.State)]
    )
    func `a sender's domain takes mail`(exchange: DNSAnswer, addresses: [DNSAnswer], state: Finding.State) {
        #expect(domain.finding(exchange: exchange, addresses: addresses).state == state)
    }

    @Test(
        arguments: [
            (.records(["v=spf1 include:relay.dev ~all"]), .ok), (.records(["google-verify=1", "V=SPF1 -all"]), .ok),
            (.records(["v=spf1"]), .ok), (.records(["v=spf1 -all", "v=spf1 ~all"]), .fail),
            (.records(["v=spf10 -all"]), .look), (.noSuchRecord, .look), (.noSuchName, .look), (.noAnswer, .look),
        ] as [(DNSAnswer, Finding.State)]
    )
    func `one SPF record says who may send`(answer: DNSAnswer, state: Finding.State) {
        #expect(Finding.spf(of: "garden.dev", answer).state == state)
    }

    private func dmarc(_ own: DNSAnswer, _ parent: DNSAnswer? = nil) -> Finding {
        let parents = parent.map { [DMARCAnswer(domain: "garden.dev", answer: $0)] } ?? []
        return .dmarc(of: domain.name, [DMARCAnswer(domain: domain.name, answer: own)] + parents)
    }

    @Test func `the policy of the domain is shown, else that of its parent for what is below it`() {
        let own = dmarc(.records(["other", "v=DMARC1; p=reject; sp=none"]))
        let parent = dmarc(.noSuchName, .records(["v=DMARC1; p=none; sp=quarantine; rua=mailto:a@garden.dev"]))
        let plain = dmarc(.noSuchName, .records(["v=DMARC1;p=none"]))

        #expect(own == .ok("DMARC", "policy reject, from _dmarc.news.garden.dev"))
        #expect(parent == .ok("DMARC", "policy quarantine, from _dmarc.garden.dev"))
        #expect(plain == .ok("DMARC", "policy none, from _dmarc.garden.dev"))
    }

    @Test(
        arguments: [
            .noSuchName, .noSuchRecord, .noAnswer, .records(["p=none; v=DMARC1"]), .records(["v=DMARC1"]),
            .records(["v=DMARC1; p=none", "v=DMARC1; p=reject"]),
        ] as [DNSAnswer]
    )
    func `anything but one policy is told`(answer: DNSAnswer) {
        #expect(dmarc(answer).state == .look)
    }

    @Test func `how to check DKIM is said where the policy is missing`() {
        #expect(dmarc(.noSuchName).help?.contains("dkim=pass") == true)
    }

    @Test func `a parent that nobody could tell about is no missing policy`() {
        #expect(dmarc(.noSuchName, .noAnswer).text == "no name server could tell about news.garden.dev")
    }
}
