import Foundation
import Postgres

/// The results and the method, as a table for people or as JSON.
struct Report: Encodable {
    let machine: Machine
    let method: [String]
    let measures: [Measure]

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func table() -> String {
        let rows = measures.map {
            [$0.name, Self.shown($0.median), $0.unit, $0.runs.map(Self.shown).joined(separator: "  ")]
        }
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            [
                row[0].padded(to: widths[0]), row[1].padded(to: widths[1], onTheLeft: true),
                row[2].padded(to: widths[2]),
                row[3].isEmpty || row[3] == row[1] ? "" : "(\(row[3]))",
            ].joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        return ([machine.description, ""] + lines + [""] + method).joined(separator: "\n")
    }

    private static func shown(_ value: Double) -> String {
        value >= 100
            ? Int(value.rounded()).formatted(.number.locale(Locale(identifier: "en"))) : String(format: "%.2f", value)
    }
}

/// One quantity, measured several times.
struct Measure: Encodable {
    let name: String
    let unit: String
    private(set) var runs: [Double]

    var median: Double {
        let sorted = runs.sorted()
        guard let middle = sorted.indices.dropFirst(sorted.count / 2).first else { return 0 }
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private enum CodingKeys: String, CodingKey { case name, unit, runs, median }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(unit, forKey: .unit)
        try container.encode(runs, forKey: .runs)
        try container.encode(median, forKey: .median)
    }
}

extension [Measure] {
    /// Adds a result to the measure of this name. Measures keep the order of their first mention.
    mutating func note(_ name: String, _ value: Double, _ unit: String) {
        if let index = firstIndex(where: { $0.name == name }) {
            self[index] = Measure(name: name, unit: unit, runs: self[index].runs + [value])
        } else {
            append(Measure(name: name, unit: unit, runs: [value]))
        }
    }

    /// The latest result of the measure of that name.
    func last(of name: String) -> Double? { first { $0.name == name }?.runs.last }
}

extension String {
    fileprivate func padded(to width: Int, onTheLeft: Bool = false) -> String {
        let padding = String(repeating: " ", count: Swift.max(0, width - count))
        return onTheLeft ? padding + self : self + padding
    }
}
