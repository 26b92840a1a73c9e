import NIOCore
import NIOPosix
import Synchronization

/// A mail server on the loopback interface that accepts every message, and records only when it arrived.
final class NullMailServer: Sendable {
    let port: Int
    let received: Arrivals
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup

    private init(port: Int, received: Arrivals, channel: any Channel, group: MultiThreadedEventLoopGroup) {
        (self.port, self.received, self.channel, self.group) = (port, received, channel, group)
    }

    static func start() async throws -> NullMailServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let received = Arrivals()
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NullMailSession(received))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: 0).get()
        return NullMailServer(port: channel.localAddress?.port ?? 0, received: received, channel: channel, group: group)
    }

    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

/// The moments at which messages arrived.
final class Arrivals: Sendable {
    private let moments = Mutex<[ContinuousClock.Instant]>([])

    func note() { moments.withLock { $0.append(.now) } }

    var count: Int { moments.withLock { $0.count } }

    /// The highest rate of arrivals within a span of this many seconds, per second.
    func busiest(within seconds: Int) -> Double {
        let moments = moments.withLock { $0 }
        var (most, first) = (0, 0)
        for (last, moment) in moments.enumerated() {
            while moment - moments[first] > .seconds(seconds) { first += 1 }
            most = max(most, last - first + 1)
        }
        return Double(most) / Double(seconds)
    }
}

/// One conversation (RFC 5321), line by line.
private final class NullMailSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let received: Arrivals
    private var pending = ByteBuffer()
    private var isInMessage = false

    init(_ received: Arrivals) { self.received = received }

    func channelActive(context: ChannelHandlerContext) { reply("220 null", context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        while let line = nextLine() { read(line, context) }
        pending.discardReadBytes()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// The next line, without its line end.
    private func nextLine() -> ByteBuffer? {
        guard let end = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = pending.readSlice(length: max(0, end - pending.readerIndex - 1))
        pending.moveReaderIndex(to: end + 1)
        return line
    }

    private func read(_ line: ByteBuffer, _ context: ChannelHandlerContext) {
        if isInMessage {
            guard line.readableBytesView.elementsEqual(".".utf8) else { return }
            isInMessage = false
            received.note()
            return reply("250 dropped", context)
        }
        switch String(buffer: line).prefix(4).uppercased() {
        case "DATA":
            isInMessage = true
            reply("354 go on", context)
        case "QUIT":
            reply("221 bye", context)
            context.close(promise: nil)
        default: reply("250 yes", context)
        }
    }

    private func reply(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }
}
