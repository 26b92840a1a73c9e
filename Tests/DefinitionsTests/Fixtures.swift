import Automation
import Definitions
import Foundation

/// Files that a definition under test may refer to.
enum Fixtures {
    static let lists = SourceFile(path: "lists.yaml", text: "lists: [customers, attendees]")

    static let properties = SourceFile(
        path: "properties.yaml",
        text: """
            contact:
              nurturing: { type: choice, options: ["yes", "no"] }
              budget: { type: choice, options: [small, medium, large], ordered: yes }
              tags: texts
              trial_ends: date
              vip: boolean
            """
    )

    static let emails = ["ebook-link", "ebook-reminder"].map { name in
        SourceFile(path: "emails/\(name).yaml", text: "subject: Hello\nkind: transactional\ntext: Hello\n")
    }

    static let segment = SourceFile(path: "segments/french.yaml", text: "segment: french\ncontacts: { country: FR }\n")

    static var all: [SourceFile] { [lists, properties, segment] + emails }

    /// The shipped folder.
    static let config = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "config")
        .resolvingSymlinksInPath()
}

/// The findings about one workflow among the fixtures, errors and warnings alike.
func complaints(about workflow: String) -> [String] {
    complaints(in: SourceFile(path: "workflows/w.yaml", text: workflow))
}

func complaints(in files: SourceFile...) -> [String] {
    do {
        return try Definitions.load(Fixtures.all + files).warnings.map(\.description)
    } catch {
        return error.diagnostics.map(\.description)
    }
}

/// The findings about a condition as a segment's `contacts:`, from the file's second line on.
func complaints(aboutCondition condition: String) -> [String] {
    complaints(in: SourceFile(path: "segments/s.yaml", text: "segment: s\ncontacts: \(condition)\n"))
}

func workflow(_ text: String) throws -> Workflow? {
    try Definitions.load(Fixtures.all + [SourceFile(path: "workflows/w.yaml", text: text)]).workflows.first
}

/// The filter that a condition describes.
func filter(_ condition: String) throws -> Filter? {
    let file = SourceFile(path: "segments/s.yaml", text: "segment: s\ncontacts: \(condition)\n")
    return try Definitions.load(Fixtures.all + [file]).segment(named: "s")?.filter
}
