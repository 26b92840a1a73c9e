import Foundation
import NIOCore
import NIOPosix

/// HTTP as bytes: sends exactly the given bytes, follows no redirects, and closes after one answer.
struct RawHTTP {
    let port: Int

    func send(_ method: String, _ path: String, headers: [String: String], body: [UInt8]) async throws -> Reply {
        var head =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return try await exchange(Array(head.utf8) + [0x0D, 0x0A] + body)
    }

    func exchange(_ request: [UInt8]) async throws -> Reply {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: request))
            var answer: [UInt8] = []
            for try await piece in inbound { answer += Array(piece.readableBytesView) }
            return try Reply(bytes: answer)
        }
    }
}

/// The response.
struct Reply: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// A text member of a JSON body.
    func member(_ name: String) -> String? {
        (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])?[name] as? String
    }

    init(bytes: [UInt8]) throws {
        guard let blank = bytes.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else { throw NoReply() }
        let lines = String(decoding: bytes[..<blank.lowerBound], as: UTF8.self).split(separator: "\r\n")
        status = Int(lines[0].split(separator: " ")[1]) ?? 0
        headers = Dictionary(
            lines.dropFirst().map { line in
                let halves = line.split(separator: ":", maxSplits: 1).map { $0.drop(while: { $0 == " " }) }
                return (halves[0].lowercased(), halves.count == 2 ? String(halves[1]) : "")
            },
            uniquingKeysWith: { first, _ in first }
        )
        body = Array(bytes[blank.upperBound...])
    }
}

struct NoReply: Error {}
