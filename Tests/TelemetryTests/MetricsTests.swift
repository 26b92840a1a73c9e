import Testing

@testable import Telemetry

struct MetricsTests {
    @Test func `observations add up, each under its name and labels`() {
        let metrics = Metrics()
        metrics.read(.claimed(queue: "email", waits: [.milliseconds(2), .seconds(3)]))
        metrics.read(.claimed(queue: "automation", waits: [.zero]))
        metrics.read(.ended(queue: "email", .done, count: 2))
        metrics.read(.ended(queue: "email", .dead, count: 0))
        metrics.read(.leadershipTaken(term: 7))
        let text = metrics.text()

        #expect(text.contains("# TYPE relance_jobs_claimed_total counter\n"))
        #expect(text.contains("relance_jobs_claimed_total{queue=\"automation\"} 1\n"))
        #expect(text.contains("relance_jobs_claimed_total{queue=\"email\"} 2\n"))
        #expect(text.contains("relance_jobs_finished_total{outcome=\"done\",queue=\"email\"} 2\n"))
        #expect(!text.contains("outcome=\"dead\""))
        #expect(text.contains("relance_coordinator_leader 1\n"))
    }

    @Test func `a histogram's buckets are cumulative`() {
        let metrics = Metrics()
        metrics.read(
            .claimed(queue: "email", waits: [.milliseconds(1), .milliseconds(20), .seconds(3), .seconds(9999)])
        )
        let lines = metrics.text().split(separator: "\n").filter { $0.hasPrefix("relance_job_queue_latency_seconds") }

        let buckets = lines.filter { $0.contains("_bucket") }
        #expect(buckets.count == Histogram.bounds.count + 1)
        #expect(lines.contains("relance_job_queue_latency_seconds_bucket{queue=\"email\",le=\"0.001\"} 1"))
        #expect(lines.contains("relance_job_queue_latency_seconds_bucket{queue=\"email\",le=\"0.025\"} 2"))
        #expect(lines.contains("relance_job_queue_latency_seconds_bucket{queue=\"email\",le=\"5\"} 3"))
        #expect(lines.contains("relance_job_queue_latency_seconds_bucket{queue=\"email\",le=\"+Inf\"} 4"))
        #expect(lines.contains("relance_job_queue_latency_seconds_count{queue=\"email\"} 4"))
    }

    @Test func `a metric stands together under one head, with what it is`() {
        let metrics = Metrics()
        let gauges = ["b", "a"].map { Gauge(Series("relance_queue_depth", ["queue": $0]), "Jobs.", 1.5) }
        let expected = """
            # HELP relance_queue_depth Jobs.
            # TYPE relance_queue_depth gauge
            relance_queue_depth{queue="a"} 1.5
            relance_queue_depth{queue="b"} 1.5

            """
        #expect(metrics.text(adding: gauges) == expected)
    }

    @Test func `the duration of a batch is that of each of its jobs`() {
        let metrics = Metrics()
        metrics.read(.worked(queue: "email", count: 3, took: .milliseconds(20)))
        metrics.read(.worked(queue: "email", count: 1, took: .seconds(2)))
        let text = metrics.text()

        #expect(text.contains("relance_job_duration_seconds_bucket{queue=\"email\",le=\"0.025\"} 3\n"))
        #expect(text.contains("relance_job_duration_seconds_count{queue=\"email\"} 4\n"))
        #expect(text.contains("relance_job_duration_seconds_sum{queue=\"email\"} 2.06\n"))
    }

    @Test func `requests are counted by route, sends that wait by reason`() {
        let metrics = Metrics()
        metrics.read(.requestServed(route: "/v1/jobs", status: 422, milliseconds: 3))
        for hold in Observation.Hold.allCases { metrics.read(.postponed(count: 2, because: hold)) }
        let text = metrics.text()

        #expect(text.contains("relance_ingest_requests_total{code=\"422\",route=\"/v1/jobs\"} 1\n"))
        #expect(text.contains("relance_ingest_request_seconds_count{route=\"/v1/jobs\"} 1\n"))
        for hold in ["hours", "paused", "blocked", "refused"] {
            #expect(text.contains("relance_send_held_total{reason=\"\(hold)\"} 2\n"))
        }
    }

    @Test func `what only grows is a counter, whoever counts it`() {
        let text = Metrics().text(adding: [Gauge(Series("relance_jobs_enqueued_total"), "Jobs.", 17)])
        #expect(
            text
                == "# HELP relance_jobs_enqueued_total Jobs.\n# TYPE relance_jobs_enqueued_total counter\nrelance_jobs_enqueued_total 17\n"
        )
    }

    @Test func `a label cannot forge a line`() {
        #expect(Series("m", ["a": "x\"\n\\y"]).line("", nil, 1) == "m{a=\"x\\\"\\n\\\\y\"} 1\n")
    }

    @Test func `what is counted is explained`() {
        let metrics = Metrics()
        let all: [Observation] = [
            .started(process: "worker", version: "1"), .faltered(service: "x", cause: "y"),
            .connectionLost(sqlstate: nil),
            .promoted(count: 1), .released(count: 1), .rescued(count: 1), .enrolled(count: 1),
            .advanced(count: 1, milliseconds: 1), .worked(queue: "q", count: 1, took: .zero),
            .delivered(job: 1, milliseconds: 1),
            .halted(channel: "email"),
            .doubtful(job: 1), .staleFinish(job: 1), .requestServed(route: "/c/{token}", status: 200, milliseconds: 1),
            .eventsAccepted(count: 1), .leftOut(door: "api", count: 1), .claimed(queue: "q", waits: [.zero]),
            .ended(queue: "q", .done, count: 1),
            .leadershipTaken(term: 1), .postponed(count: 1, because: .hours), .dropped(count: 1),
            .leaseLost(silence: .seconds(13)),
        ]
        for observation in all { metrics.read(observation) }
        for line in metrics.text().split(separator: "\n") where line.hasPrefix("# HELP") {
            #expect(line.split(separator: " ").count > 3, "\(line)")
        }
    }
}
