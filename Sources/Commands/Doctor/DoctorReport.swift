import Foundation
import Store

/// How findings read on a terminal, or for a program.
enum DoctorReport {
    /// A line for each finding, its columns aligned, with what to do below it.
    static func text(_ findings: [Finding]) -> String {
        let width = findings.map(\.check.count).max() ?? 0
        return findings.flatMap { lines(of: $0, width) }.joined(separator: "\n")
    }

    /// A list of objects; `help` is null where nothing is to be done.
    static func json(_ findings: [Finding]) throws -> String {
        let rows = findings.map { [$0.check, $0.state.rawValue, $0.text, $0.help] }
        return try AnswerText.json(OperatorCall.Answer(columns: ["check", "state", "text", "help"], rows: rows))
    }

    private static func lines(of finding: Finding, _ width: Int) -> [String] {
        let head = [pad(finding.state.rawValue, to: 4), pad(finding.check, to: width), oneLine(finding.text)]
        let steps = finding.help?.split(separator: "\n").map { "      \($0)" } ?? []
        return [head.joined(separator: "  ")] + steps
    }

    /// Servers may answer in several lines.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func pad(_ text: String, to width: Int) -> String {
        text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }
}
