import Resolver
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DNSResolverTests {
    private func answer(_ type: DNSRecordType, of name: String, in zone: [String]) async throws -> DNSAnswer {
        let server = try ScriptedNameServer(zone)
        defer { server.stop() }
        return await DNSResolver(asking: NameServer(server.address)).records(of: name, type: type)
    }

    @Test(
        arguments: [
            (.address, "A 192.0.2.7", "192.0.2.7"), (.addressV6, "AAAA 2001:db8::7", "2001:db8::7"),
            (.mailExchange, "MX 10 mail.garden.dev", "mail.garden.dev"), (.text, "TXT v=spf1 -all", "v=spf1 -all"),
        ] as [(DNSRecordType, String, String)]
    )
    func `a record comes back as its text`(type: DNSRecordType, line: String, text: String) async throws {
        #expect(try await answer(type, of: "garden.dev", in: ["garden.dev \(line)"]) == .records([text]))
    }

    @Test func `all records of the kind come back, and no others`() async throws {
        let zone = ["garden.dev TXT one", "garden.dev A 192.0.2.7", "garden.dev TXT two", "other.dev TXT three"]

        #expect(try await answer(.text, of: "garden.dev", in: zone) == .records(["one", "two"]))
    }

    @Test func `the strings of a long text are one text`() async throws {
        let text = "v=spf1 " + String(repeating: "ip4:192.0.2.1 ", count: 25) + "-all"

        #expect(try await answer(.text, of: "garden.dev", in: ["garden.dev TXT \(text)"]) == .records([text]))
    }

    @Test func `a null MX is a host without a name`() async throws {
        let answer = try await answer(.mailExchange, of: "garden.dev", in: ["garden.dev MX 0 ."])

        #expect(["", "."].contains(answer.records.first))
    }

    @Test func `a name that does not exist is told from a record that does not`() async throws {
        let zone = ["garden.dev A 192.0.2.7"]

        #expect(try await answer(.text, of: "garden.dev", in: zone) == .noSuchRecord)
        #expect(try await answer(.text, of: "_dmarc.garden.dev", in: zone) == .noSuchName)
    }

    @Test func `an alias that leads to nothing of the kind is no record`() async throws {
        #expect(try await answer(.text, of: "garden.dev", in: ["garden.dev CNAME other.dev"]) == .noSuchRecord)
    }

    @Test func `a server that cannot say gives no answer`() async throws {
        #expect(try await answer(.text, of: "broken.dev", in: ["broken.dev FAIL"]) == .noAnswer)
    }

    @Test func `a server that is away gives no answer`() async throws {
        let server = try ScriptedNameServer([])
        server.stop()

        let answer = await DNSResolver(asking: NameServer(server.address)).records(of: "garden.dev", type: .text)

        #expect(answer == .noAnswer)
    }
}

struct NameServerTests {
    @Test(arguments: [("9.9.9.9", "9.9.9.9:53"), ("127.0.0.1:5353", "127.0.0.1:5353")])
    func `a server is an address, and a port if it is not 53`(text: String, server: String) {
        #expect(NameServer(text)?.description == server)
    }

    @Test(arguments: [
        "", "dns.garden.dev", "1.2.3", "1.2.3.256", "1.2.3.04", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:70000", "::1",
    ])
    func `anything else is none`(text: String) { #expect(NameServer(text) == nil) }
}
