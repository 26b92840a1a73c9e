import Foundation
import Settings

/// How to look at a demo that stays up, take part in it, and stop it.
struct Invitation {
    let settings: Settings
    let folder: DemoFolder
    let database: DemoDatabase
    let isKept: Bool

    var text: String {
        let api = settings.workspace.publicURL.absoluteString
        let key = settings.api.writeKeys.first?.value ?? ""
        return """

            Everything is still up, and the clock runs on. Now it is your turn:
              take part      curl -u \(key): -d email=you@example.com -d first_name=You \(api)/v1/forms/ebook-watering
              read the mail  \(folder.mail.path)/new
              ask why        psql "\(database.conninfo)" -c "SELECT * FROM automation.timeline(1)"
              stop           Ctrl-C; nothing is left running\(isKept ? "" : ", and \(folder.url.path) is removed (--keep keeps it)")

            """
    }
}
