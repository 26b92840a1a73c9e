/// A name server to ask in place of the machine's own, written `192.0.2.1` or `127.0.0.1:5353`.
package struct NameServer: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 address: it cannot be a name, which only a name server could look up.
    package let address: String
    package let port: UInt16

    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let address = parts.first, parts.count <= 2, Self.isAddress(address) else { return nil }
        guard let port = parts.count == 2 ? UInt16(parts[1]) : 53, port > 0 else { return nil }
        (self.address, self.port) = (String(address), port)
    }

    package var description: String { "\(address):\(port)" }

    private static func isAddress(_ text: Substring) -> Bool {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }
}
