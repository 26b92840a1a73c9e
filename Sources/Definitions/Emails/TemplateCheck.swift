import Automation

/// Checks the tags of one text of an e-mail: that they close, that they are known, that blanks have a default, and that
/// a value cannot break the markup or URL around it.
struct TemplateCheck {
    private let reading: Reading
    private let variables: TemplateVariables
    private let defaulted: Set<String>
    private let tags: [TemplateTag]
    private let isHTML: Bool
    private var places: TagPlaces
    private var open: [(name: String, place: Place)] = []

    init(_ element: Element, _ text: String, isHTML: Bool, _ reading: Reading) {
        self.reading = reading
        self.isHTML = isHTML
        variables = TemplateVariables(properties: reading.names.properties)
        tags = TemplateTag.all(in: text)
        defaulted = Set(tags.filter { $0.kind == .inverted }.map(\.name))
        places = TagPlaces(reading.file.text, from: element.place)
    }

    mutating func run() {
        for tag in tags { check(tag, at: places.next(tag.raw)) }
        for section in open {
            reading.error("{{#\(section.name)}} is never closed; write {{/\(section.name)}}", at: section.place)
        }
    }

    private mutating func check(_ tag: TemplateTag, at place: Place) {
        switch tag.kind {
        case .comment: break
        case .unsupported: refuse(tag, at: place)
        case .close: close(tag, at: place)
        case .variable:
            checkSurroundings(of: tag, at: place)
            check(variable: tag.name, at: place)
        case .section, .inverted:
            if !defaulted.contains(tag.name), !isKnown(tag.name) { reportUnknown(tag.name, at: place) }
            open.append((tag.name, place))
        }
    }

    private func refuse(_ tag: TemplateTag, at place: Place) {
        let isOpen = tag.raw == "{{"
        reading.error(
            isOpen ? "\"{{\" is never closed with \"}}\"" : "\(tag.raw) is not supported; use variables and sections",
            at: place
        )
    }

    private mutating func close(_ tag: TemplateTag, at place: Place) {
        guard let last = open.last, last.name == tag.name else {
            let opened = open.last.map { "{{#\($0.name)}} is open here" } ?? "nothing is open here"
            return reading.error("\(tag.raw) closes nothing; \(opened)", at: place)
        }
        open.removeLast()
    }

    private func checkSurroundings(of tag: TemplateTag, at place: Place) {
        let functions = TextFunction.allCases.map(\.rawValue)
        for name in tag.functions where !functions.contains(name) {
            let hint = Reading.hint(for: name, among: functions) ?? "; write \(functions.joined(separator: ", "))"
            reading.error("there is no function \"\(name)\"\(hint)", at: place)
        }
        if isHTML, tag.surroundings.isUnquoted {
            reading.error("put quotes around \(tag.raw): a blank in the value would begin another attribute", at: place)
        }
        let name = tag.name == "." ? open.last?.name ?? "" : tag.name
        if tag.surroundings.isInURL, tag.functions.first != TextFunction.url.rawValue, !variables.isPlain(name) {
            let url = tag.wrapped(in: TextFunction.url.rawValue)
            reading.warn("in a URL write \(url): a + or & in the value would change the address", at: place)
        }
    }

    private func check(variable name: String, at place: Place) {
        if name == "." || open.contains(where: { $0.name == name }) { return }
        guard isKnown(name) else { return reportUnknown(name, at: place) }
        guard variables.mayBeBlank(name) else { return }
        reading.warn(
            "without {{\(name)}} the e-mail is not sent; give a default with {{^\(name)}}…{{/\(name)}}",
            at: place
        )
    }

    /// A name is known on its own, or as a field of an open section.
    private func isKnown(_ name: String) -> Bool {
        variables.contains(name) || open.contains { variables.contains("\($0.name).\(name)") }
    }

    private func reportUnknown(_ name: String, at place: Place) {
        let hint = Reading.hint(for: name, among: variables.closed)
        reading.error("there is no variable \"\(name)\"\(hint ?? "; give it a default with {{^\(name)}}")", at: place)
    }
}
