import Curl
import Foundation
import Settings

/// Looks at where mail goes: visits the relay, or tries the folder. Nothing is sent.
struct RelayCheck {
    private let settings: Settings
    private let server: SMTPServer
    private let transfers: Transfers

    init(_ settings: Settings, _ server: SMTPServer, _ transfers: Transfers) {
        (self.settings, self.server, self.transfers) = (settings, server, transfers)
    }

    func finding() async -> Finding {
        switch settings.email.transport {
        case .smtp: await transfers.perform(SMTPProbe(of: server, deadline: deadline)).finding(of: settings.smtp)
        case .maildir: maildir(URL(filePath: settings.email.maildir).absoluteURL)
        case .none:
            .look(
                "relay",
                "email.transport is none: every message is dropped",
                help: "Set email.transport to smtp when messages are to leave."
            )
        }
    }

    /// A person waits.
    private var deadline: Duration { min(settings.smtp.timeout, .seconds(15)) }

    /// The worker creates the folder, so the nearest one that exists must be writable.
    private func maildir(_ folder: URL) -> Finding {
        var place = folder.standardizedFileURL
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
        guard isFolder.boolValue, FileManager.default.isWritableFile(atPath: place.path) else {
            return .fail(
                "relay",
                "email.transport is maildir, and \(place.path) is no folder that this user may write to",
                help: "Set email.maildir to one, or email.transport to smtp."
            )
        }
        return .ok("relay", "none: email.transport is maildir, and messages stay in \(folder.path)")
    }
}
