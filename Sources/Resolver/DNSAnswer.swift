/// What name servers say about one kind of record of one name.
package enum DNSAnswer: Hashable, Sendable {
    /// At least one, in the order received: addresses, hosts of MX records, texts of TXT records.
    case records([String])
    /// The name exists, without a record of this kind.
    case noSuchRecord
    case noSuchName
    /// No name server could be reached, or the one that was asked could not say.
    case noAnswer

    package var records: [String] {
        guard case .records(let records) = self else { return [] }
        return records
    }
}

/// A kind of record, by its number in RFC 1035 and RFC 3596.
package enum DNSRecordType: Int32, Hashable, Sendable, CaseIterable {
    case address = 1
    case mailExchange = 15
    case text = 16
    case addressV6 = 28
}
