import Foundation

/// Who PostgreSQL runs as: the user at the keyboard, or `postgres` when that is root.
enum PostgresAccount: Sendable {
    case own
    /// With the command that turns root into it, to be put before another command.
    case postgres(command: [String])

    init() throws(PrivateClusterFailure) {
        guard geteuid() == 0 else {
            self = .own
            return
        }
        guard getpwnam("postgres") != nil else {
            throw PrivateClusterFailure(
                "PostgreSQL refuses to run as root, and there is no user postgres;"
                    + " install the package postgresql, or use another user"
            )
        }
        self = .postgres(command: try Self.switching())
    }

    /// Makes the file or directory the account's own, closed to others.
    func own(_ place: URL) throws {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: place.hasDirectoryPath ? 0o700 : 0o600]
        if case .postgres = self, let user = getpwnam("postgres")?.pointee {
            attributes[.ownerAccountID] = NSNumber(value: user.pw_uid)
            attributes[.groupOwnerAccountID] = NSNumber(value: user.pw_gid)
        }
        try FileManager.default.setAttributes(attributes, ofItemAtPath: place.path)
    }

    /// A directory inside root's home belongs to `postgres` in vain: the way there is closed.
    func checkAccess(to directory: URL) async throws(PrivateClusterFailure) {
        guard case .postgres(let command) = self else { return }
        guard try await !ProgramRun.run(command + ["test", "-x", directory.path]).succeeded else { return }
        throw PrivateClusterFailure(
            "PostgreSQL runs as the user postgres, who cannot enter \(directory.path);"
                + " choose a directory outside root's home"
        )
    }

    private static func switching() throws(PrivateClusterFailure) -> [String] {
        let commands = [
            ["runuser", "-u", "postgres", "--"],
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"],
        ]
        for command in commands {
            if let program = PostgresPrograms.inPath(command[0]) { return [program] + command.dropFirst() }
        }
        throw PrivateClusterFailure("PostgreSQL refuses to run as root, and neither runuser nor setpriv is installed")
    }
}
