import ArgumentParser
import Store

/// Commands that act on one person, or on a file of them.
struct ContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact",
        abstract: "Import contacts; merge, erase, export, enroll or unenroll one; see and give back what it agreed to.",
        subcommands: [
            ContactImport.self, ContactMerge.self, ContactErase.self, ContactExport.self, ContactConsent.self,
            ContactResubscribe.self, ContactEnroll.self, ContactUnenroll.self,
        ]
    )
}
