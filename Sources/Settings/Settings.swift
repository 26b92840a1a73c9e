/// All settings of an operator, as one valid value.
///
/// `Settings()` holds the defaults, so no file is needed. ``load(file:environment:)`` reads what an operator wrote.
/// ``Catalog`` has the meaning of each setting beside its key; ``Limits`` has the reason for its range.
package struct Settings: Sendable, Equatable {
    package var database = Database()
    package var workspace = Workspace()
    package var email = Email()
    package var smtp = SMTP()
    package var tracking = Tracking()
    package var api = API()
    package var metrics = Metrics()
    package var worker = Worker()
    package var coordinator = Coordinator()
    package var retention = Retention()
    package var log = Log()

    package init() {}
}

extension Settings: CustomStringConvertible {
    /// One line per setting, `key: value`. Secrets are named, never shown.
    package var description: String {
        Catalog.settings.map { "\($0.key): \($0.shown(in: self))" }.joined(separator: "\n")
    }
}
