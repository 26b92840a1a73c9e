import Automation

/// A value as a date: a moment, or a day from its first to its last moment on the contact's calendar.
extension ValueSQL {
    func lies(_ relation: DayRelation, moment: String) -> String { lies(relation, from: moment, through: moment) }

    func lies(_ relation: DayRelation, day: String, in sql: inout SQLText) -> String {
        let (from, until) = (sql.midnight(of: day), sql.midnight(of: day, plus: 1))
        return lies(relation, from: from, through: "(\(until) - interval '1 microsecond')")
    }

    private func lies(_ relation: DayRelation, from: String, through: String) -> String {
        switch relation {
        case .equals: "(\(first) <= \(through) AND \(last) >= \(from))"
        case .notEquals: "NOT (\(first) <= \(through) AND \(last) >= \(from))"
        case .before: "\(last) < \(from)"
        case .atMost: "\(first) <= \(through)"
        case .after: "\(first) > \(through)"
        case .atLeast: "\(last) >= \(from)"
        }
    }

    /// A comparison with the present.
    func time(_ comparison: Comparison, in sql: inout SQLText) -> String {
        switch comparison {
        case .inLast(let span): "(\(first) <= present.now AND \(sql.end(of: span, from: first)) > present.now)"
        case .olderThan(let span): "\(sql.end(of: span, from: first)) <= present.now"
        case .inNext(let span): "(\(sql.start(of: span, before: first)) <= present.now AND \(last) >= present.now)"
        case .today(let relation): lies(relation, day: sql.day(of: "present.now"), in: &sql)
        case .anniversary: "\(anniversary(in: &sql)) = \(sql.day(of: "present.now"))"
        case .anniversaryInNext(let span):
            "\(sql.start(of: span, before: sql.midnight(of: anniversary(in: &sql)))) <= present.now"
        default: preconditionFailure("\(comparison) does not speak of the present")
        }
    }

    /// The moments at which a comparison with the present can change its answer, including moments that have passed.
    func turns(of comparison: Comparison, in sql: inout SQLText) -> [String] {
        guard comparison.isTimeDependent else { return [] }
        _ = sql.zone()
        switch comparison {
        case .inLast(let span): return [first, sql.end(of: span, from: first)]
        case .olderThan(let span): return [sql.end(of: span, from: first)]
        case .inNext(let span): return [sql.start(of: span, before: first), "(\(last) + interval '1 microsecond')"]
        case .today: return bounds(of: sql.day(of: first), in: &sql)
        case .anniversary: return bounds(of: anniversary(in: &sql), in: &sql)
        case .anniversaryInNext(let span):
            let midnight = sql.midnight(of: anniversary(in: &sql))
            return [sql.start(of: span, before: midnight), sql.midnight(of: anniversary(in: &sql), plus: 1)]
        default: return []
        }
    }

    private func bounds(of day: String, in sql: inout SQLText) -> [String] {
        [sql.midnight(of: day), sql.midnight(of: day, plus: 1)]
    }

    /// The next anniversary, which may be today.
    private func anniversary(in sql: inout SQLText) -> String {
        "clock.anniversary(\(sql.day(of: first)), \(sql.day(of: "present.now")))"
    }
}
