/// One measured quantity with its labels, named as Prometheus recommends: base units, and `_total` for counters. No
/// label has values that grow with contacts.
package struct Series: Hashable, Sendable {
    package let name: String
    /// `queue="email",state="ready"`, sorted by name.
    let labels: String

    package init(_ name: String, _ labels: KeyValuePairs<String, String> = [:]) {
        self.init(name, labels: labels.map { ($0.key, $0.value) })
    }

    package init(_ name: String, labels: [(String, String)]) {
        self.name = name
        self.labels = labels.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    }

    /// With one more label, such as the bound of a histogram's bucket.
    func line(_ suffix: String = "", _ more: String? = nil, _ value: Double) -> String {
        let all = [labels, more ?? ""].filter { !$0.isEmpty }.joined(separator: ",")
        return "\(name)\(suffix)\(all.isEmpty ? "" : "{\(all)}") \(Self.text(of: value))\n"
    }

    static func text(of value: Double) -> String {
        value.isFinite && value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// A quantity at this moment.
package struct Gauge: Sendable {
    package let series: Series
    package let help: String
    package let value: Double

    package init(_ series: Series, _ help: String, _ value: Double) {
        (self.series, self.help, self.value) = (series, help, value)
    }
}
