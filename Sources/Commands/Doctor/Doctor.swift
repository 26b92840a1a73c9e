import ArgumentParser
import Curl
import Resolver
import Settings

/// Tries the settings out, and says for each finding what to do. Operators run it before they start the processes.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Try the settings out: database, relay, DNS, public URL. Sends nothing. Exit code 1 if something is wrong."
    )

    @Flag(help: "Print JSON: a list of objects.")
    var json = false

    @Option(
        help: ArgumentHelp("Ask this name server, not those of the machine.", valueName: "host:port"),
        transform: nameServer
    )
    var nameserver: NameServer?

    @OptionGroup var source: SettingsOption

    func run() async throws {
        let composition = Composition(try await reporting { try source.load() })
        let findings = await Self.findings(composition, asking: DNSResolver(asking: nameserver))
        print(json ? try DoctorReport.json(findings) : DoctorReport.text(findings))
        if findings.contains(where: { $0.state == .fail }) { throw ExitCode(1) }
    }

    /// The checks run side by side: one that waits for its deadline delays no other.
    private static func findings(_ composition: Composition, asking resolver: DNSResolver) async -> [Finding] {
        let (settings, transfers) = (composition.settings, Transfers())
        async let database = DatabaseChecks(composition: composition).findings()
        async let relay = RelayCheck(settings, composition.smtpServer, transfers).finding()
        async let domain = SenderDomainCheck(settings.workspace.defaultSender, resolver).findings()
        async let address = PublicURLCheck(settings.workspace.publicURL, transfers).finding()
        let findings = await database + [relay] + domain + [address] + settings.findings()
        await transfers.shutDown()
        return findings
    }

    @Sendable private static func nameServer(_ text: String) throws -> NameServer {
        guard let server = NameServer(text) else {
            throw ValidationError("\"\(text)\" is no name server; write its IPv4 address, and a port if it is not 53")
        }
        return server
    }
}
