import ArgumentParser
import Automation
import Definitions
import Foundation

/// How `relance check` writes what it finds.
enum CheckFormat: String, CaseIterable, ExpressibleByArgument {
    /// `workflows/ebook.yaml:14:7: …`, for people.
    case text
    /// GitHub's workflow commands, which put each finding on its line of a pull request.
    case github
    /// One object, for programs.
    case json

    /// - Parameters:
    ///   - folder: what the files' paths are relative to.
    ///   - summary: how it ended, for people.
    func report(_ diagnostics: [Diagnostic], in folder: String, summary: String) -> String {
        switch self {
        case .text: (diagnostics.map(\.description) + [summary]).joined(separator: "\n")
        case .github: (diagnostics.map { $0.command(in: folder) } + [summary]).joined(separator: "\n")
        case .json: JSON.object(["diagnostics": .list(diagnostics.map(\.json))]).text
        }
    }
}

extension Diagnostic {
    /// `::error file=config/workflows/ebook.yaml,line=14,col=7::…` (GitHub, "Workflow commands").
    fileprivate func command(in folder: String) -> String {
        let path = URL(filePath: folder).relativePath + "/" + file
        return "::\(severity.rawValue) file=\(path.asProperty),line=\(line),col=\(column)::\(message.asMessage)"
    }

    fileprivate var json: JSON {
        .object([
            "file": .text(file), "line": .number("\(line)"), "column": .number("\(column)"),
            "severity": .text(severity.rawValue), "message": .text(message),
        ])
    }
}

extension String {
    fileprivate var asMessage: String {
        replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    fileprivate var asProperty: String { asMessage.replacing(":", with: "%3A").replacing(",", with: "%2C") }
}
