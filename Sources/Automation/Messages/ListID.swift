import Foundation

/// Names a topic to mail programs as a domain: `garden-letters.example.com` (RFC 2919).
package struct ListID: Hashable, Sendable {
    package let text: String

    /// - Parameters:
    ///   - topic: the topic that people consent to or unsubscribe from.
    ///   - domain: of the sender.
    package init(topic: String, domain: String) throws(TopicFailure) {
        guard (1...Self.topicBytesMax).contains(topic.utf8.count), topic.utf8.allSatisfy(Self.isAllowed),
            !topic.hasPrefix("."), !topic.hasSuffix("."), !topic.contains("..")
        else { throw TopicFailure(topic: topic) }
        text = "\(topic).\(domain)"
    }

    /// A topic is also part of every unsubscribe link, which has room for this many bytes.
    private static let topicBytesMax = 64

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-_.".utf8.contains(byte)
    }
}

/// Why a text cannot be a topic.
package struct TopicFailure: Error, Hashable, Sendable {
    package let topic: String

    package var explanation: String {
        "\"\(topic)\" is no topic: mail programs know it by 1 to 64 letters, digits, - and _\(example)"
    }

    /// A valid spelling of the topic; empty when no letter of it remains.
    private var example: String {
        let letters = topic.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
        let words = letters.split { !($0.isASCII && UInt8($0.value).isASCIILetterOrDigit) }
        let name = words.map { String($0) }.joined(separator: "-").prefix(64)
        return name.isEmpty ? "" : ", such as \"\(name)\""
    }
}
