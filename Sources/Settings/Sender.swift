/// The sender of an e-mail, written `Name <mailbox@example.com>` or just the address.
package struct Sender: Sendable, Hashable {
    package let name: String
    package let address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Nil unless `text` is one mailbox. Line breaks are refused, because the text ends up in a header.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /\s*(?:([^<>\n\r]*?)\s*<([^<>]+)>|([^<>]+?))\s*/) else { return nil }
        let address = String(match.output.2 ?? match.output.3 ?? "")
        guard Self.isAddress(address) else { return nil }
        self.init(name: String(match.output.1 ?? ""), address: address)
    }

    /// Whether `text` has the form of a mailbox. Only its server knows whether it exists.
    static func isAddress(_ text: String) -> Bool {
        text.wholeMatch(of: /[^\s@<>,;:"]+@[^\s@<>,;:"]+/) != nil
    }
}

extension Sender: CustomStringConvertible {
    package var description: String {
        name.isEmpty ? address : "\(name) <\(address)>"
    }
}
