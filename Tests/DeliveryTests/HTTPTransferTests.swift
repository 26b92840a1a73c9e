import Curl
import Foundation
import TestSupport
import Testing

/// The scripted peer can speak any line-based protocol.
@Suite struct HTTPTransferTests {
    private func outcome(
        _ script: [String],
        method: String = "POST",
        body: String = "{}",
        deadline: Duration = .seconds(60),
        responseBytesMax: Int = 1_000
    ) async throws -> HTTPOutcome {
        let peer = try ScriptedSMTPPeer(script)
        defer { peer.stop() }
        return await Transfers().perform(
            HTTPTransfer(
                method: method,
                url: "http://127.0.0.1:\(peer.port)/hook",
                headers: [HTTPField("Content-Type", "application/json")],
                body: Array(body.utf8),
                deadline: deadline,
                responseBytesMax: responseBytesMax,
                allowsPrivateAddresses: true
            )
        )
    }

    @Test func `a response comes back with its headers and body`() async throws {
        let script = [
            "read-head", "read 2", "say HTTP/1.1 201 Created", "say X-Id: 7", "say Content-Length: 2", "say ", "say ok",
            "hang",
        ]

        guard case .answered(let response) = try await outcome(script) else { throw HTTPSurprise() }

        #expect(response.status == 201)
        #expect(response["x-id"] == "7")
        #expect(response.body == Array("ok".utf8))
        #expect(!response.isTruncated)
    }

    @Test func `the request is what was asked for`() async throws {
        let peer = try ScriptedSMTPPeer(["read-head", "read 5", "say HTTP/1.1 204 No Content", "say ", "drop"])
        _ = await Transfers().perform(
            HTTPTransfer(
                method: "PUT",
                url: "http://127.0.0.1:\(peer.port)/a?b=c",
                headers: [HTTPField("X-Empty", ""), HTTPField("X-One", "1")],
                body: Array("hello".utf8),
                deadline: .seconds(60),
                allowsPrivateAddresses: true
            )
        )

        let lines = try peer.heard().components(separatedBy: "\r\n")

        #expect(lines.first == "PUT /a?b=c HTTP/1.1")
        #expect(lines.contains("X-One: 1") && lines.contains("X-Empty:") && lines.contains("Content-Length: 5"))
        #expect(lines.last == "hello")
        #expect(!lines.contains { $0.hasPrefix("Expect") || $0.hasPrefix("Content-Type: application/x-www-form") })
    }

    @Test func `a redirect is an answer, not a journey`() async throws {
        let script = [
            "read-head", "read 2", "say HTTP/1.1 302 Found", "say Location: http://127.0.0.1:1/",
            "say Content-Length: 0", "say ", "drop",
        ]
        guard case .answered(let response) = try await outcome(script) else { throw HTTPSurprise() }
        #expect(response.status == 302)
    }

    @Test func `a long response is cut`() async throws {
        let script = [
            "read-head", "read 2", "say HTTP/1.1 200 OK", "say Content-Length: 5000", "say ",
            "say \(String(repeating: "x", count: 5_000))", "hang",
        ]
        guard case .answered(let response) = try await outcome(script, responseBytesMax: 100) else {
            throw HTTPSurprise()
        }
        #expect(response.body.count == 100 && response.isTruncated)
    }

    @Test(arguments: [
        ["read-head", "read 2", "drop"], ["read-head", "read 2", "say HTTP/1.1 100 Continue", "say ", "drop"],
        ["read-head", "read 2", "hang"],
    ])
    func `a written request without an answer is a doubt`(script: [String]) async throws {
        let outcome = try await outcome(script, deadline: .seconds(10))
        guard case .doubtful = outcome else { throw HTTPSurprise() }
    }

    @Test func `a refused connection or a half-written request is none`() async throws {
        let refused = await Transfers().perform(
            HTTPTransfer(
                method: "POST",
                url: "http://127.0.0.1:1/",
                deadline: .seconds(60),
                allowsPrivateAddresses: true
            )
        )
        let half = try await outcome(
            ["read 1000", "wait"],
            body: String(repeating: "x", count: 20_000_000),
            deadline: .seconds(10)
        )

        for outcome in [refused, half] {
            guard case .notSent = outcome else { throw HTTPSurprise() }
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://0x7f.1:1/", "http://2130706433:1/",
        "http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd", "http://[fd00:ec2::254]/",
    ])
    func `a private address is never contacted unless allowed`(url: String) async throws {
        let outcome = await Transfers().perform(HTTPTransfer(method: "GET", url: url, deadline: .seconds(60)))
        guard case .notSent = outcome else { throw HTTPSurprise() }
    }

    @Test func `no connection to a private address is borrowed`() async throws {
        let peer = try ScriptedSMTPPeer([
            "read-head", "say HTTP/1.1 200 OK", "say Content-Length: 0", "say ", "read-head", "say HTTP/1.1 200 OK",
            "say Content-Length: 0", "say ", "hang",
        ])
        let transfers = Transfers()
        var transfer = HTTPTransfer(
            method: "GET",
            url: "http://127.0.0.1:\(peer.port)/",
            deadline: .seconds(60),
            allowsPrivateAddresses: true
        )
        guard case .answered = await transfers.perform(transfer) else { throw HTTPSurprise() }
        transfer.allowsPrivateAddresses = false
        guard case .notSent = await transfers.perform(transfer) else { throw HTTPSurprise() }
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "\0"])
    func `a header cannot carry another`(value: String) async {
        let transfer = HTTPTransfer(
            method: "GET",
            url: "http://127.0.0.1:1/",
            headers: [HTTPField("X", value)],
            deadline: .seconds(1)
        )
        #expect(await Transfers().perform(transfer) == .notSent("the header X contains a control character"))
    }

    @Test(arguments: publicAddresses)
    func `public addresses are public`(address: IPAddress) {
        #expect(address.isPublic)
    }

    @Test(arguments: specialAddresses)
    func `special addresses are not public`(address: IPAddress) {
        #expect(!address.isPublic)
    }

    private static let publicAddresses: [IPAddress] = [
        .v4([8, 8, 8, 8]), .v4([172, 15, 0, 1]), .v4([172, 32, 0, 1]), .v4([100, 128, 0, 1]),
        v6([0x2A, 0x00, 0x14, 0x50]), v6([0x20, 0x01, 0x48, 0x60]),
    ]

    private static let specialAddresses: [IPAddress] = [
        .v4([127, 0, 0, 1]), .v4([10, 1, 2, 3]), .v4([172, 16, 0, 1]), .v4([172, 31, 255, 255]), .v4([192, 168, 0, 1]),
        .v4([169, 254, 169, 254]), .v4([100, 64, 0, 1]), .v4([0, 0, 0, 0]), .v4([224, 0, 0, 1]),
        .v4([255, 255, 255, 255]),
        v6([]), v6([], last: 1), v6([0xFE, 0x80]), v6([0xFD, 0x00]), v6([0x00, 0x64, 0xFF, 0x9B]), v6([0x20, 0x02]),
        v6([0x20, 0x01, 0x0D, 0xB8]), v6([0x20, 0x01, 0x00, 0x00]), v6([0xFF, 0x02]),
        v6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 8, 8, 8], last: 8),
    ]

    /// An address with zeros between the beginning and the last byte.
    private static func v6(_ beginning: [UInt8], last: UInt8 = 0) -> IPAddress {
        .v6(beginning + [UInt8](repeating: 0, count: 15 - beginning.count) + [last])
    }
}

struct HTTPSurprise: Error {}
