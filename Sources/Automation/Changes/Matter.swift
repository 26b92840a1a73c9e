/// One thing that a workflow can ask about, and that a change can be about.
enum Matter: Hashable {
    /// There is a contact of whom no filter has spoken before, or another one by a merge.
    case newContact
    case property(String)
    /// The contact belongs to another company now, or to none.
    case otherCompany
    case companyProperty(String)
    case joined(list: String)
    case left(list: String)
    /// Each occurrence of the event; nil: of any event.
    case event(String?)
    /// Occurrences whose field holds this text; without regard to case, so it is in lower case.
    case occurrence(of: String, field: String, text: String)
    /// Occurrences whose field may hold any text; nil: whose every field may.
    case unclearOccurrence(of: String, field: String?)
    /// Somebody begins or ends a walk through the workflow.
    case walk(workflow: String)
    /// A moment comes that the workflow's filters speak of.
    case time(workflow: String)
    /// Somebody asks for a walk to begin or to end.
    case asked(workflow: String)
}

extension Workflow {
    /// Everything it reacts to, also because of the filters of earlier versions.
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
    /// Everything that can change its answer, but for time.
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
    /// The field, and the one text with which it passes; nil when others may pass, too.
    fileprivate var onlyText: (field: String, text: String)? {
        // A path leads into the data, and the index looks at its first level only.
        guard !orUnknown, !field.contains("."), case .equals(.text(let wanted)) = comparison,
            let text = wanted.plainLowercase
        else {
            return nil
        }
        return (field, text)
    }
}

extension String {
    /// In lower case if that is the same in every language; nil when it may not be.
    var plainLowercase: String? { utf8.allSatisfy { $0 < 0x80 } ? lowercased() : nil }
}
