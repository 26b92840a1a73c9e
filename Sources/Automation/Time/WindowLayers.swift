package import Foundation

/// Several windows that must all be open: a workflow's hours, quiet hours, legal hours.
///
/// Several zones with one window serve a contact whose exact zone is unknown: open means open in all of them.
package struct WindowLayers: Sendable {
    /// Rounds in which windows may defer each other. After that the answer is "closed until at least then".
    private static let roundsMax = 1_000

    private var layers: [(window: Window, calendar: LocalCalendar)] = []

    package init() {}

    package mutating func add(_ window: Window, in zone: TimeZone) {
        layers.append((window, LocalCalendar(zone)))
    }

    /// Open until the first layer closes, or closed until the first instant at which all layers are open.
    package func verdict(at now: Date) -> Window.Verdict {
        var instant = now
        for _ in 0..<Self.roundsMax {
            let verdicts = layers.map { $0.window.verdict(at: instant, on: $0.calendar) }
            if let later = verdicts.compactMap(\.opensAt).max() {
                instant = later
            } else {
                return instant == now ? .open(until: verdicts.compactMap(\.closesAt).min()) : .closed(until: instant)
            }
        }
        return .closed(until: instant)
    }
}

extension Window.Verdict {
    /// When an open window closes, if it does.
    fileprivate var closesAt: Date? {
        switch self {
        case .open(let until): until
        case .closed: nil
        }
    }
}
