import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPCompression

/// Inflates a gzip body up to a limit, whatever it claims to contain.
///
/// zlib's door in swift-nio-extras is a channel handler, made to sit in a connection. There it can only close the
/// connection on a bad body; here, in a pipeline of its own, it lets us answer.
struct Inflation {
    let bytesMax: Int

    func inflate(_ compressed: ByteBuffer) throws(Problem) -> ByteBuffer {
        do {
            let channel = EmbeddedChannel(handler: NIOHTTPRequestDecompressor(limit: .size(bytesMax)))
            defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
            try channel.writeInbound(HTTPServerRequestPart.head(Self.head))
            try channel.writeInbound(HTTPServerRequestPart.body(compressed))
            try channel.writeInbound(HTTPServerRequestPart.end(nil))
            return try Self.collect(from: channel)
        } catch NIOHTTPDecompression.DecompressionError.limit {
            throw .tooLarge("a body may have \(bytesMax) bytes after inflation")
        } catch {
            throw .malformed("the body is not gzip, though Content-Encoding says so")
        }
    }

    private static func collect(from channel: EmbeddedChannel) throws -> ByteBuffer {
        var inflated = ByteBuffer()
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            if case .body(let piece) = part { inflated.writeImmutableBuffer(piece) }
        }
        return inflated
    }

    private static let head = HTTPRequestHead(
        version: .http1_1,
        method: .POST,
        uri: "/",
        headers: ["Content-Encoding": "gzip"]
    )
}
