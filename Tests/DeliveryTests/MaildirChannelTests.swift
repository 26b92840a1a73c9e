import Automation
import Delivery
import Foundation
import Testing

@Suite struct MaildirChannelTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")

    @Test func `delivering the same message again leaves one file`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let channel = try MaildirChannel(folder: folder)

        let first = await channel.deliver(.example())
        let second = await channel.deliver(.example())

        #expect(first == second)
        #expect(first == .sent(reference: "run=3A1=2Fstep=3A2=2Fvisit=3A1"))
        #expect(try ChannelContractTests.messages(in: folder).count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tmp").path).isEmpty)
    }

    @Test func `a full folder takes nothing until somebody reads`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let channel = try MaildirChannel(folder: folder, messagesMax: 2)
        _ = await channel.deliver(.example(key: "1"))
        _ = await channel.deliver(.example(key: "2"))

        #expect(await channel.deliver(.example(key: "3")) == .notAttempted(explanation: "the Maildir holds 2 messages"))

        try FileManager.default.moveItem(at: folder.appending(path: "new/1"), to: folder.appending(path: "cur/1:2,S"))
        #expect(await channel.deliver(.example(key: "3")) == .sent(reference: "3"))
    }

    @Test func `a key cannot lead out of the folder`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let channel = try MaildirChannel(folder: folder)
        #expect(await channel.deliver(.example(key: "../../x")) == .sent(reference: "=2E=2E=2F=2E=2E=2Fx"))
        #expect(try ChannelContractTests.messages(in: folder).count == 1)
    }
}
