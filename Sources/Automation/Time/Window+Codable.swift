extension Window: Codable {
    private enum CodingKeys: String, CodingKey {
        case ranges, zone, holidays, resume, scope
        case excludedDates = "excluded"
    }

    /// Everything but `ranges` may be missing.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode([Hours].self, forKey: .ranges),
            zone: try container.decodeIfPresent(ZoneRule.self, forKey: .zone) ?? .contact,
            excludedDates: try container.decodeIfPresent(Set<LocalDate>.self, forKey: .excludedDates) ?? [],
            holidays: try container.decodeIfPresent(Set<HolidayCalendar>.self, forKey: .holidays) ?? [],
            resume: try container.decodeIfPresent(ResumeRule.self, forKey: .resume) ?? .sameTime,
            scope: try container.decodeIfPresent(Scope.self, forKey: .scope) ?? .actions
        )
    }

    /// Writes sets in order, so that equal windows have equal text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ranges, forKey: .ranges)
        try container.encode(zone, forKey: .zone)
        try container.encode(excludedDates.sorted(), forKey: .excludedDates)
        try container.encode(holidays.sorted { $0.rawValue < $1.rawValue }, forKey: .holidays)
        try container.encode(resume, forKey: .resume)
        try container.encode(scope, forKey: .scope)
    }
}
