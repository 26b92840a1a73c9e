import Automation
import Foundation
import Store

/// The same event of several contacts on the same clock, reported once with all their names.
struct Paragraph {
    private struct Topic: Hashable {
        let zone: TimeZone
        let workflow: String?
        let words: String
        let colour: Console.Colour
    }

    private let topic: Topic
    private let happenings: [Happening]

    /// In the order in which the first of each happened.
    static func paragraphs(telling news: [Happening], workspaceZone: TimeZone) -> [Paragraph] {
        var zones = Zones()
        var order: [Topic] = []
        var groups: [Topic: [Happening]] = [:]
        for happening in news {
            let zone = zones.zone(happening.zone) ?? workspaceZone
            let topic = Topic(
                zone: zone,
                workflow: happening.workflow,
                words: happening.words(in: zone),
                colour: happening.colour
            )
            if groups[topic] == nil { order.append(topic) }
            groups[topic, default: []].append(happening)
        }
        return order.map { Paragraph(topic: $0, happenings: groups[$0] ?? []) }
    }

    func text(on console: Console) -> String {
        let when = LocalClock(topic.zone)
        let place = "(\(when.place))".padded(to: 10)
        let who = happenings.count == 1 ? happenings[0].who : "\(happenings.count) contacts"
        let line = [
            console.painted("\(when.text(of: happenings[0].at)) \(place)", .faint),
            console.painted(who.padded(to: 17), .bold),
            topic.workflow.map { console.painted($0.padded(to: 14), .faint) },
            console.painted(topic.words, topic.colour),
        ]
        return line.compactMap(\.self).joined(separator: "  ") + names(on: console)
    }

    /// All names, where they matter.
    private func names(on console: Console) -> String {
        guard happenings.count > 1, topic.colour != .faint else { return "" }
        let lines = Self.wrapped(happenings.map(\.who), width: 90)
        return lines.map { "\n" + String(repeating: " ", count: 29) + console.painted($0, .faint) }.joined()
    }

    private static func wrapped(_ names: [String], width: Int) -> [String] {
        names.reduce(into: [String]()) { lines, name in
            if let last = lines.last, last.count + name.count + 2 <= width {
                lines[lines.count - 1] += ", \(name)"
            } else {
                if !lines.isEmpty { lines[lines.count - 1] += "," }
                lines.append(name)
            }
        }
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
