/// Every setting, declared once. The file `config/relance.yaml` shows the same list to operators.
package enum Catalog {
    /// Settings that share the first word of their key.
    package struct Group: Sendable {
        package let name: String
        package let meaning: String
        package let settings: [Setting]
    }

    package static let groups: [Group] = [
        database, workspace, email, smtp, tracking, api, metrics, worker, coordinator, retention, log,
    ]
    package static let settings = groups.flatMap { $0.settings }
    static let byKey = Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0) })
    static let byVariable = Dictionary(uniqueKeysWithValues: settings.map { ($0.variable, $0) })
}
