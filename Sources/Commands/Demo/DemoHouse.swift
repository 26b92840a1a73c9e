import Foundation
import Settings

/// What the parts of a demo share.
struct DemoHouse: Sendable {
    let folder: DemoFolder
    let database: DemoDatabase
    let speed: ClockSpeed
    /// Whether the folder stays when the demo ends.
    let isKept: Bool
    var settings: Settings

    var api: String { settings.workspace.publicURL.absoluteString }
    var writeKey: String { settings.api.writeKeys.first?.value ?? "" }
}
