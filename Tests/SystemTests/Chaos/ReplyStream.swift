/// Which reply is to be lost.
enum Prey: String, Sendable, CaseIterable {
    /// The reply to a COMMIT, after it was done.
    case commit
    /// The reply to a statement that changed something and committed by itself, after it was done.
    case statement
    /// The reply to the next request, before the server has answered: the request may or may not have been carried out.
    case request
}

/// The server's messages on one connection (PostgreSQL's protocol, version 3).
///
/// An answer ends with ReadyForQuery ('Z'), which says whether a transaction is open. Only then is the outcome certain.
struct ReplyStream {
    private var unread: [UInt8] = []
    private var answer: [UInt8] = []
    private var tags: [String] = []
    private var wasIdle = false

    /// Takes received bytes and returns those to pass on; nil if a reply was lost.
    ///
    /// - Parameter isHunting: whether a reply may be lost. Only then is an answer held back until it is complete.
    /// - Parameter loses: asked at the end of an answer that reported a commit.
    mutating func pass(_ bytes: [UInt8], isHunting: Bool, loses: (Prey) -> Bool) -> [UInt8]? {
        unread += bytes
        var passed: [UInt8] = []
        while let message = nextMessage() {
            answer += message
            if message[0] == UInt8(ascii: "C") {
                tags.append(String(decoding: message[5...].dropLast(), as: UTF8.self))
            }
            guard message[0] == UInt8(ascii: "Z") else { continue }
            let isIdle = message[5] == UInt8(ascii: "I")
            if isHunting, isIdle, let commit, loses(commit) { return nil }
            passed += answer
            (answer, tags, wasIdle) = ([], [], isIdle)
        }
        guard !isHunting else { return passed }
        defer { answer = [] }
        return passed + answer
    }

    private mutating func nextMessage() -> [UInt8]? {
        guard unread.count >= 5 else { return nil }
        let length = unread[1..<5].reduce(0) { $0 << 8 | Int($1) } + 1
        guard unread.count >= length else { return nil }
        defer { unread.removeFirst(length) }
        return Array(unread[..<length])
    }

    /// The kind of commit that the present answer reports.
    private var commit: Prey? {
        if tags.contains("COMMIT") { return .commit }
        return wasIdle && !tags.isEmpty && tags.allSatisfy(Self.isWork) ? .statement : nil
    }

    /// `SELECT 0` is a look that found nothing. SET and BEGIN are not work.
    private static func isWork(_ tag: String) -> Bool {
        let words = tag.split(separator: " ")
        return ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(words.first) && words.last != "0"
    }
}
