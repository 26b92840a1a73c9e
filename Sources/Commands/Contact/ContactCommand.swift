import ArgumentParser
import Store

/// What is done about one person, or about a file of them.
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

/// Merges two contacts.
struct ContactMerge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Two contacts are one person: the first keeps its values, and is filled from the second."
    )

    @Argument(help: "The contact that stays: its number, e-mail address or user id.") var survivor: String
    @Argument(help: "The contact that becomes part of it.") var other: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.merge(other, into: survivor)) }
}

/// Erases a contact.
struct ContactErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Remove everything about a person. A keyed hash of the address stays, so that a \"no\" still holds."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Option(help: "Why, without naming the person: it is written down.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.erase(contact, because: reason)) }
}

/// Exports a contact.
struct ContactExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything about a person as JSON."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @OptionGroup var source: SettingsOption

    func run() async throws {
        var options = OperatorOptions()
        options.source = source
        try await options.run(.export(contact))
    }
}

/// Shows a contact's consent.
struct ContactConsent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Show what a contact agrees to, topic by topic."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.consent(of: contact)) }
}

/// Takes a contact's "no" back.
struct ContactResubscribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubscribe",
        abstract: "Record that a contact agrees to a topic, also after a \"no\": because the contact asked for it."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Argument(help: "The topic, or * for all of them.") var topic: String
    @Option(help: "How the contact asked.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.resubscribe(contact, to: topic, because: reason)) }
}

/// Asks for a contact to be enrolled.
struct ContactEnroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Ask for a contact to be enrolled in a workflow, by its rules."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Argument(help: "The workflow.") var workflow: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.enroll(contact, in: workflow, because: reason)) }
}

/// Asks for a contact to leave.
struct ContactUnenroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unenroll",
        abstract: "Ask for a contact to leave a workflow, also in the middle of a wait."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Argument(help: "The workflow.") var workflow: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.unenroll(contact, from: workflow, because: reason)) }
}
