import Automation
import Curl
import Delivery
import Foundation
import TestSupport
import Testing

/// Every channel passes the same contract.
@Suite struct ChannelContractTests {
    enum Kind: CaseIterable { case smtp, maildir }

    @Test(arguments: Kind.allCases)
    func `a message arrives once and unchanged`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.deliversOnceAndUnchanged() }
    }

    @Test(arguments: Kind.allCases)
    func `a message may contain what looks like its end`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.survivesLinesThatLookLikeTheEnd() }
    }

    @Test(arguments: Kind.allCases)
    func `a large message arrives whole`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.carriesLargeMessages() }
    }

    @Test(arguments: Kind.allCases)
    func `a hundred messages at once all arrive`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.deliversManyAtOnce() }
    }

    @Test(arguments: Kind.allCases)
    func `loose line ends are refused for good`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.refusesWhatNoServerShouldSee() }
    }

    @Test(arguments: Kind.allCases)
    func `a message over the limit is refused for good`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.refusesWhatIsTooLarge() }
    }

    @Test(arguments: Kind.allCases)
    func `a channel that leads nowhere says that nothing was attempted`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.saysWhenNothingWasAttempted() }
    }

    @Test(arguments: Kind.allCases)
    func `a cancelled delivery does not begin`(kind: Kind) async throws {
        try await withContract(kind) { try await $0.attemptsNothingOnceCancelled() }
    }

    private func withContract(_ kind: Kind, _ test: (ChannelContract) async throws -> Void) async throws {
        switch kind {
        case .smtp: try await withSMTP(test)
        case .maildir: try await withMaildir(test)
        }
    }

    private func withSMTP(_ test: (ChannelContract) async throws -> Void) async throws {
        let server = try TestSupport.SMTPServer()
        let transfers = Transfers()
        let contract = ChannelContract(
            channel: SMTPChannel(server: .local(port: server.port), transfers: transfers),
            brokenChannel: SMTPChannel(server: .local(port: 1), transfers: transfers),
            inbox: { try server.messages().map { String(decoding: $0, as: UTF8.self).withUnixLineEnds } }
        )
        try await test(contract)
        await transfers.shutDown()
        server.stop()
    }

    private func withMaildir(_ test: (ChannelContract) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
        let gone = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
        let broken = try MaildirChannel(folder: gone)
        try FileManager.default.removeItem(at: gone)
        let contract = ChannelContract(
            channel: try MaildirChannel(folder: folder),
            brokenChannel: broken,
            inbox: { try Self.messages(in: folder) }
        )
        try await test(contract)
        try FileManager.default.removeItem(at: folder)
    }

    static func messages(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: folder.appending(path: "new"), includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}

extension Curl.SMTPServer {
    static func local(port: Int, security: Security = .none) -> Curl.SMTPServer {
        Curl.SMTPServer(
            host: security == .none ? "127.0.0.1" : "localhost",
            port: port,
            security: security,
            helloName: "relance.example.com"
        )
    }
}
