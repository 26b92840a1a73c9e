package import Automation
import Dispatch
package import Foundation
import Synchronization

/// Puts messages in a folder instead of sending them, for demonstrations, previews and tests.
///
/// The folder is a Maildir: a message is written to `tmp`, made durable, and moved to `new` under its final name in one
/// step, so that no reader ever sees a part of it. The name comes from the message's key, so delivering a message again
/// while it is in `new` changes nothing.
package final class MaildirChannel: Channel {
    private let folder: URL
    private let messagesMax: Int
    private let check: MessageCheck
    /// Files are written on this queue, not on the threads that run tasks, because making a file durable may take long.
    private let queue = DispatchQueue(label: "maildir")
    private let count: Mutex<Int>

    /// Creates the folder and its `tmp`, `new` and `cur` if they do not exist.
    ///
    /// - Parameter messagesMax: the most messages in `new`. Beyond it nothing is delivered until some are read or
    ///   removed.
    package init(folder: URL, messagesMax: Int = 100_000, messageBytesMax: Int = 10_000_000) throws {
        self.folder = folder
        self.messagesMax = messagesMax
        check = MessageCheck(bytesMax: messageBytesMax)
        for name in ["tmp", "new", "cur"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name),
                withIntermediateDirectories: true
            )
        }
        count = Mutex(try Self.messageCount(in: folder))
    }

    package func deliver(_ message: OutgoingMessage) async -> Outcome {
        if let refusal = check.refusal(of: message) { return .refused(refusal) }
        if Task.isCancelled { return .notAttempted(explanation: "given up before it began") }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.store(message)) }
        }
    }

    private func store(_ message: OutgoingMessage) -> Outcome {
        let name = Self.fileName(for: message.key)
        let target = folder.appending(path: "new/\(name)")
        if FileManager.default.fileExists(atPath: target.path) { return .sent(reference: name) }
        do {
            guard try hasRoom() else { return .notAttempted(explanation: "the Maildir holds \(messagesMax) messages") }
            try write(message.bytes, to: folder.appending(path: "tmp/\(name)"), thenMoveTo: target)
            count.withLock { $0 += 1 }
            return .sent(reference: name)
        } catch {
            return .notAttempted(explanation: "the Maildir cannot be written: \((error as NSError).code)")
        }
    }

    /// Counts again when the folder seems full, because a reader may have removed messages.
    private func hasRoom() throws -> Bool {
        if count.withLock({ $0 < messagesMax }) { return true }
        let counted = try Self.messageCount(in: folder)
        count.withLock { $0 = counted }
        return counted < messagesMax
    }

    private func write(_ bytes: [UInt8], to temporary: URL, thenMoveTo target: URL) throws {
        do {
            try Data(Self.withUnixLineEnds(bytes)).write(to: temporary)
            try Self.makeDurable(temporary)
            try FileManager.default.moveItem(at: temporary, to: target)
            try Self.makeDurable(target.deletingLastPathComponent())
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw error
        }
    }

    private static func makeDurable(_ file: URL) throws {
        let handle = try FileHandle(forReadingFrom: file)
        try handle.synchronize()
        try handle.close()
    }

    private static func messageCount(in folder: URL) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "new").path).count
    }

    /// Local files end lines with LF; CRLF is only for transmission.
    private static func withUnixLineEnds(_ bytes: [UInt8]) -> [UInt8] { bytes.filter { $0 != 0x0D } }

    /// Letters, digits and hyphens stay; anything else is written as `=` and two hexadecimal digits.
    private static func fileName(for key: String) -> String {
        key.utf8.reduce(into: "") { name, byte in
            if byte.isASCIILetterOrDigit || byte == UInt8(ascii: "-") {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                name += "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
