import Synchronization

/// Reads observations into counters and histograms, for Prometheus to fetch (text format 0.0.4).
package final class Metrics: Sendable {
    private struct State {
        var counters: [Series: Double] = [:]
        var histograms: [Series: Histogram] = [:]
        var gauges: [Series: Double] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func read(_ observation: Observation) {
        let change = MetricChange(observation)
        state.withLock { state in
            for (series, count) in change.counted { state.counters[series, default: 0] += Double(count) }
            for (series, durations, times) in change.timed {
                for duration in durations { state.histograms[series, default: Histogram()].add(duration, times: times) }
            }
            for (series, value) in change.set { state.gauges[series] = value }
        }
    }

    /// Everything counted so far, and the given gauges.
    package func text(adding gauges: [Gauge] = []) -> String {
        let state = state.withLock { $0 }
        var families = Families()
        for (series, value) in state.counters { families.add(series, "counter", series.line("", nil, value)) }
        for (series, value) in state.gauges { families.add(series, "gauge", series.line("", nil, value)) }
        for (series, histogram) in state.histograms { families.add(series, "histogram", histogram.lines(of: series)) }
        for gauge in gauges {
            let type = gauge.series.name.hasSuffix("_total") ? "counter" : "gauge"
            families.add(gauge.series, type, gauge.series.line("", nil, gauge.value), help: gauge.help)
        }
        return families.text
    }
}

/// The lines of each metric, kept together under its description.
private struct Families {
    private var lines: [String: [String]] = [:]
    private var heads: [String: String] = [:]

    mutating func add(_ series: Series, _ type: String, _ text: String, help: String? = nil) {
        lines[series.name, default: []].append(text)
        let help = help ?? MetricChange.help[series.name] ?? ""
        heads[series.name] = "# HELP \(series.name) \(help)\n# TYPE \(series.name) \(type)\n"
    }

    var text: String {
        lines.keys.sorted().map { (heads[$0] ?? "") + (lines[$0] ?? []).sorted().joined() }.joined()
    }
}
