/// One contact, as numbered by `crm.contacts`.
package struct ContactID: RawRepresentable, Hashable, Comparable, Codable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One contact's enrollment in one workflow, as numbered by `automation.enrollments`.
package struct EnrollmentID: RawRepresentable, Hashable, Comparable, Codable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension ContactID: CustomStringConvertible {
    package var description: String { String(rawValue) }
}

extension EnrollmentID: CustomStringConvertible {
    package var description: String { String(rawValue) }
}
