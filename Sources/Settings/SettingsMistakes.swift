/// All mistakes in the settings, found in one reading. Nothing was started.
package struct SettingsMistakes: Error, Equatable {
    /// One sentence each, beginning with its position: `relance.yaml:12:3: unknown key "smtp.hots"; …`.
    package let lines: [String]

    package init(lines: [String]) {
        self.lines = lines
    }
}

extension SettingsMistakes: CustomStringConvertible {
    package var description: String {
        let count = lines.count == 1 ? "1 mistake" : "\(lines.count) mistakes"
        return (lines + ["\(count) in the settings. Nothing was started."]).joined(separator: "\n")
    }
}

/// One of them. Sorted, they follow the file from top to bottom, then the variables by name.
struct Mistake: Sendable, Equatable {
    enum Place: Sendable, Equatable {
        case file(String, line: Int, column: Int)
        case variable(String)
        /// The setting was not written: its default contradicts a setting that was written.
        case setting(String)
    }

    let place: Place
    let sentence: String
}

extension Mistake: CustomStringConvertible {
    var description: String {
        "\(place): \(sentence)"
    }
}

extension Mistake.Place: CustomStringConvertible, Comparable {
    var description: String {
        switch self {
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .variable(let name), .setting(let name): name
        }
    }

    static func < (one: Self, other: Self) -> Bool {
        one.rank < other.rank
    }

    private var rank: (Int, Int, Int, String) {
        switch self {
        case .file(let name, let line, let column): (0, line, column, name)
        case .variable(let name): (1, 0, 0, name)
        case .setting(let name): (2, 0, 0, name)
        }
    }
}
