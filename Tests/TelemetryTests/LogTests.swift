import Foundation
import Logging
import Synchronization
import Testing

@testable import Telemetry

struct LogTests {
    @Test func `a line for people names level, message and fields`() {
        let line = LineFormat.text.line(.example(metadata: ["term": .stringConvertible(7), "cause": "a b"]))

        #expect(line == "2026-03-01T09:00:00.250Z notice   leadership taken cause=\"a b\" term=7\n")
    }

    @Test func `a line for machines keeps numbers as numbers`() {
        let line = LineFormat.json.line(.example(metadata: ["term": .stringConvertible(7)]))

        let fields = #""level":"notice","logger":"relance","message":"leadership taken","term":7"#
        #expect(line == "{\(fields),\"time\":\"2026-03-01T09:00:00.250Z\"}\n")
    }

    @Test(arguments: LineFormat.allCases)
    func `a value cannot forge a line`(format: LineFormat) {
        let forged = format.line(.example(metadata: ["cause": "x\n2026-03-01T09:00:00Z error\r\n\u{2028}"]))

        #expect(forged.filter(\.isNewline).count(where: { $0 != "\u{2028}" }) == 1)
    }

    @Test func `a field cannot replace what every line says`() {
        let line = LineFormat.json.line(.example(metadata: ["level": "debug"]))

        #expect(line.contains(#""level":"notice""#))
    }

    @Test func `every reader of an observer is told`() {
        let told = Mutex<[String]>([])
        let observe = Observer(
            { _ in told.withLock { $0.append("first") } },
            { _ in told.withLock { $0.append("second") } }
        )

        observe(.claimed(queue: "email", waits: [.zero]))

        #expect(told.withLock { $0 } == ["first", "second"])
    }

    @Test func `an observation becomes one line of its level`() {
        let written = Mutex<[String]>([])
        var logger = Logger(label: "relance") { label in
            LineHandler(label: label, level: .info, format: .text) { line in written.withLock { $0.append(line) } }
        }
        logger[metadataKey: "worker"] = "w1"

        let observe = Observer(LogReader(logger: logger).read)
        observe(.claimed(queue: "email", waits: [.zero]))
        observe(.ended(queue: "email", .dead, count: 5))

        let lines = written.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?.hasSuffix("Z error    jobs dead count=5 queue=email worker=w1\n") == true)
    }
}

extension LineFields {
    fileprivate static func example(metadata: Logger.Metadata) -> LineFields {
        LineFields(
            moment: Date(timeIntervalSince1970: 1_772_355_600.25),
            level: .notice,
            label: "relance",
            message: "leadership taken",
            metadata: metadata
        )
    }
}
