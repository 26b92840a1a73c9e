import CResolv

/// One question, asked through glibc. Blocks its thread until there is an answer or none can be had.
struct DNSQuery: Sendable {
    let name: String
    let type: DNSRecordType
    let server: NameServer?

    func answer() -> DNSAnswer {
        var reply = [UInt8](repeating: 0, count: Self.replyBytesMax)
        var reason: CInt = 0
        let length = unsafe relance_dns_query(
            name,
            type.rawValue,
            server?.address,
            CInt(server?.port ?? 0),
            &reply,
            CInt(reply.count),
            &reason
        )
        guard length >= 0 else { return Self.answer(for: reason) }
        return records(in: reply, length)
    }

    /// An answer may hold aliases and nothing of the kind asked for.
    private func records(in reply: [UInt8], _ length: CInt) -> DNSAnswer {
        let count = unsafe relance_dns_count(reply, length)
        guard count >= 0 else { return .noAnswer }
        let texts = (0..<count).compactMap { text(of: $0, in: reply, length) }
        return texts.isEmpty ? .noSuchRecord : .records(texts)
    }

    private func text(of index: CInt, in reply: [UInt8], _ length: CInt) -> String? {
        var text = [CChar](repeating: 0, count: Self.replyBytesMax)
        let count = unsafe relance_dns_text(reply, length, index, type.rawValue, &text, CInt(text.count))
        guard count >= 0 else { return nil }
        return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func answer(for reason: CInt) -> DNSAnswer {
        switch reason {
        case HOST_NOT_FOUND: .noSuchName
        case NO_DATA: .noSuchRecord
        default: .noAnswer
        }
    }

    /// The longest message there is (RFC 1035 §4.2.2).
    private static let replyBytesMax = 65_535
}
