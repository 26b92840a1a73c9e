import Automation

/// Reads `enroll:`: which contacts enter, which do not, how often.
struct EnrollReader {
    let reading: Reading

    func rules(_ element: Element?) -> EnrollmentRules {
        guard let element else { return EnrollmentRules() }
        if element.scalar?.text == "manual" { return EnrollmentRules() }
        let keys = ["when", "and", "unless", "again", "existing", "while_active", "on_merge"]
        guard let block = reading.block(element, "when: and the rules of enrollment", keys: keys) else {
            return EnrollmentRules()
        }
        guard let rules = reading.unlessMistaken({ rules(block) }) else { return EnrollmentRules() }
        check(rules, block)
        return rules
    }

    private func rules(_ block: Block) -> EnrollmentRules {
        let filters = FilterReader(reading: reading)
        let when = block["when"].map(TriggerReader(reading: reading).enrolling) ?? .init([.manual])
        let conditions = [when.condition, block["and"].flatMap(filters.filter)].compactMap(\.self)
        return EnrollmentRules(
            when.triggers,
            and: filters.joined(conditions),
            unless: block["unless"].flatMap(filters.filter),
            again: block["again"].flatMap(again) ?? .never,
            existing: block["existing"].flatMap(reading.boolean) ?? false,
            whileActive: block["while_active"].flatMap { reading.word($0, as: EnrollmentRules.WhileActive.self) }
                ?? .ignore,
            onMerge: block["on_merge"].flatMap { reading.word($0, as: EnrollmentRules.OnMerge.self) } ?? .doNotEnroll
        )
    }

    private func again(_ element: Element) -> EnrollmentRules.Again? {
        guard let text = reading.text(element, "never, always, or after some time") else { return nil }
        switch text {
        case "never", "no": return .never
        case "always", "yes": return .always
        case _ where text.hasPrefix("after "): return after(String(text.dropFirst("after ".count)), at: element.place)
        default:
            let hint =
                Reading.hint(for: text, among: ["never", "always"]) ?? "; write never, always, or \"after 30 days\""
            reading.error("\"\(text)\" does not say when somebody may come back\(hint)", at: element.place)
            return nil
        }
    }

    private func after(_ text: String, at place: Place) -> EnrollmentRules.Again? {
        do {
            return .after(try Delay(parsing: text))
        } catch {
            reading.error(error.description, at: place)
            return nil
        }
    }

    /// Reports settings that would do nothing.
    private func check(_ rules: EnrollmentRules, _ block: Block) {
        if rules.whileActive != .ignore, !rules.triggers.contains(where: \.isEvent) {
            reading.error(
                "while_active: goes with something that happens, such as form_submitted; nothing here happens",
                at: block.place(of: "while_active")
            )
        }
        let happens = rules.triggers.contains { trigger in
            switch trigger {
            case .event, .listJoined: true
            case .filter, .manual: false
            }
        }
        if rules.condition != nil, !happens {
            reading.error(
                "and: goes with an event or a list; put this condition into when:",
                at: block.place(of: "and")
            )
        }
        if rules.existing, rules.filters.isEmpty {
            reading.warn(
                "existing: yes enrolls nobody here; no condition says who matches",
                at: block.place(of: "existing")
            )
        }
    }
}
