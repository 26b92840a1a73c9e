import Automation
import HTTPTypes
import Hummingbird

extension Request {
    /// The whole body, inflated if it was compressed. Reading stops at the limit: a larger one is never held.
    func bytes(atMost bytesMax: Int) async throws -> [UInt8] {
        let tooLarge = Problem.tooLarge("a body may have \(bytesMax) bytes")
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > bytesMax { throw tooLarge }

        var received = ByteBuffer()
        do {
            for try await piece in body {
                guard received.readableBytes + piece.readableBytes <= bytesMax else { throw tooLarge }
                received.writeImmutableBuffer(piece)
            }
        } catch let problem as Problem { throw problem } catch {
            throw Problem.invalid("body", "cannot be read to its end")
        }
        return try Array(inflated(received, atMost: bytesMax).readableBytesView)
    }

    private func inflated(_ received: ByteBuffer, atMost bytesMax: Int) throws(Problem) -> ByteBuffer {
        switch headers[.contentEncoding]?.lowercased() {
        case nil, "", "identity": received
        case "gzip", "x-gzip": try Inflation(bytesMax: bytesMax).inflate(received)
        default: throw .unsupported("Content-Encoding: only gzip is understood")
        }
    }

    /// `application/json` of `Application/JSON; charset=utf-8`; nil when none was given.
    var mediaType: String? {
        headers[.contentType].map {
            $0.split(separator: ";", maxSplits: 1).first.map(String.init)?.trimmingSpaces().lowercased() ?? ""
        }
    }
}

extension StringProtocol {
    func trimmingSpaces() -> String { trimming(\.isWhitespace) }

    func trimming(_ isSuperfluous: (Character) -> Bool) -> String {
        String(drop(while: isSuperfluous).reversed().drop(while: isSuperfluous).reversed())
    }
}
