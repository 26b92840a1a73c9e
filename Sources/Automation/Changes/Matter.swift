/// A subject that a workflow can ask about and that a change can concern.
enum Matter: Hashable {
    /// A contact was created, or another contact was merged into it.
    case newContact
    case property(String)
    /// The contact now belongs to another company, or to none.
    case otherCompany
    case companyProperty(String)
    case joined(list: String)
    case left(list: String)
    /// Each occurrence of the event; nil: of any event.
    case event(String?)
    /// Occurrences whose field holds this text. The text is in lower case because case does not matter.
    case occurrence(of: String, field: String, text: String)
    /// Occurrences whose field may hold any text; nil: any field may.
    case unclearOccurrence(of: String, field: String?)
    /// An enrollment in the workflow begins or ends.
    case walk(workflow: String)
    /// A moment arrives at which the answers of the workflow's filters can change.
    case time(workflow: String)
    /// A request to begin or end an enrollment in the workflow.
    case asked(workflow: String)
}

extension Workflow {
    /// Everything it reacts to, including through the filters of earlier versions.
    func matters(with earlier: [Filter]) -> Set<Matter> {
        var matters: Set<Matter> = [.asked(workflow: name)]
        if (timeDependentFilters + earlier).contains(where: \.isTimeDependent) { matters.insert(.time(workflow: name)) }
        for trigger in enroll.triggers {
            switch trigger {
            case .event(let event): matters.formUnion(Matter.occurrences(of: event.name, where: event.fields))
            case .listJoined(let list): matters.insert(.joined(list: list))
            case .filter, .manual: break
            }
        }
        return (edgeFilters + earlier).reduce(into: matters) { $0.formUnion($1.matters) }
    }
}

extension Filter {
    /// Everything except time that can change its answer.
    fileprivate var matters: Set<Matter> {
        let found = dependencies
        var matters: Set<Matter> = [.newContact]
        matters.formUnion(found.contactProperties.map { .property($0) })
        matters.formUnion(found.companyProperties.map { .companyProperty($0) })
        if found.needsCompany { matters.insert(.otherCompany) }
        matters.formUnion(found.lists.flatMap { [.joined(list: $0), .left(list: $0)] })
        matters.formUnion(found.workflows.map { .walk(workflow: $0) })
        for test in eventTests { matters.formUnion(Matter.occurrences(of: test.name, where: test.fields)) }
        return matters
    }

    private var eventTests: [EventTest] {
        if case .event(let test) = self { [test] } else { parts.flatMap(\.eventTests) }
    }
}

extension Matter {
    /// The occurrences of an event (nil: any) that can pass the tests of its own data.
    fileprivate static func occurrences(of event: String?, where fields: [FieldTest]) -> [Matter] {
        guard let event, let (field, text) = fields.lazy.compactMap(\.onlyText).first else { return [.event(event)] }
        return [
            .occurrence(of: event, field: field, text: text), .unclearOccurrence(of: event, field: field),
            .unclearOccurrence(of: event, field: nil),
        ]
    }
}

extension FieldTest {
    /// The field, and the only text with which it passes; nil when other values may also pass.
    fileprivate var onlyText: (field: String, text: String)? {
        // A name with a dot leads deeper into the data, but the index sees only the first level.
        guard !orUnknown, !field.contains("."), case .equals(.text(let wanted)) = comparison,
            let text = wanted.plainLowercase
        else {
            return nil
        }
        return (field, text)
    }
}

extension String {
    /// The text in lower case if every language spells that alike; nil otherwise.
    var plainLowercase: String? { utf8.allSatisfy { $0 < 0x80 } ? lowercased() : nil }
}
