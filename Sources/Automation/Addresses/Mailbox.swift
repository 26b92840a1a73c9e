import Foundation

/// The sender or recipient of a message: an address, perhaps with a name.
package struct Mailbox: Hashable, Sendable, Codable {
    package let name: String?
    package let address: EmailAddress

    /// - Parameter name: any script. Control characters are refused because they would begin another header.
    package init(name: String? = nil, address: EmailAddress) throws(AddressFailure) {
        if let name, name.unicodeScalars.contains(where: \.isForbiddenInHeader) { throw .controlCharacter }
        self.name = name.flatMap { $0.isBlank ? nil : $0 }
        self.address = address
    }

    /// Reads `Name <name@example.com>`, `"Name, quoted" <…>` or a bare address.
    package init(parsing text: String) throws(AddressFailure) {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard text.hasSuffix(">") else {
            try self.init(address: EmailAddress(text))
            return
        }
        guard let open = text.lastIndex(of: "<") else { throw .unclosedBracket }
        let address = try EmailAddress(String(text[text.index(after: open)...].dropLast()))
        try self.init(name: Self.unquoted(text[..<open].trimmingCharacters(in: .whitespaces)), address: address)
    }

    private static func unquoted(_ name: String) -> String {
        guard name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") else { return name }
        var result = ""
        var isEscaped = false
        for character in name.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// CR, LF and NUL would end a header or a command. The other control characters, except tab, do not belong there.
    package var isForbiddenInHeader: Bool {
        (value < 0x20 && value != 0x09) || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
