/// A resolved address, to be judged before a connection to it is opened.
package enum IPAddress: Hashable, Sendable {
    case v4([UInt8])
    case v6([UInt8])

    /// Whether it is reachable on the public internet as itself. Special-purpose addresses are not: loopback, private,
    /// link-local (cloud metadata), carrier NAT, multicast, documentation, and IPv6 forms that contain an IPv4 address.
    package var isPublic: Bool {
        switch self {
        case .v4(let bytes): !Self.reservedV4.contains { $0.contains(bytes) }
        case .v6(let bytes): Self.globalV6.contains(bytes) && !Self.reservedV6.contains { $0.contains(bytes) }
        }
    }

    /// IANA's special-purpose registry (RFC 6890 and its successors).
    private static let reservedV4: [Block] = [
        Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([127], 8), Block([169, 254], 16),
        Block([172, 16], 12), Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24),
        Block([192, 168], 16), Block([198, 18], 15), Block([198, 51, 100], 24), Block([203, 0, 113], 24),
        Block([224], 4), Block([240], 4),
    ]

    /// Global unicast is 2000::/3. So 64:ff9b::/96 (NAT64), ::ffff:0:0/96 (mapped) and fc00::/7 are already outside.
    private static let globalV6 = Block([0x20], 3)

    /// Teredo and other protocol assignments, documentation, 6to4, documentation again (RFC 9637).
    private static let reservedV6: [Block] = [
        Block([0x20, 0x01, 0x00], 23), Block([0x20, 0x01, 0x0D, 0xB8], 32), Block([0x20, 0x02], 16),
        Block([0x3F, 0xFF, 0x00], 20),
    ]
}

/// The addresses whose first bits are the same.
private struct Block: Sendable {
    private let prefix: [UInt8]
    private let bitCount: Int

    init(_ prefix: [UInt8], _ bitCount: Int) {
        self.prefix = prefix + [UInt8](repeating: 0, count: 16 - prefix.count)
        self.bitCount = bitCount
    }

    func contains(_ address: [UInt8]) -> Bool {
        (0..<bitCount).allSatisfy { bit in
            (address[bit / 8] ^ prefix[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }
}
