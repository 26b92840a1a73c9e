import Foundation

/// The user that PostgreSQL runs as: the current user, or `postgres` if that is root.
enum PostgresAccount: Sendable {
    case own
    /// With the command that switches from root to that user, to be put before another command.
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

    /// Gives the file or directory to the account, closed to other users.
    func own(_ place: URL) throws {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: place.hasDirectoryPath ? 0o700 : 0o600]
        if case .postgres = self, let user = getpwnam("postgres")?.pointee {
            attributes[.ownerAccountID] = NSNumber(value: user.pw_uid)
            attributes[.groupOwnerAccountID] = NSNumber(value: user.pw_gid)
        }
        try FileManager.default.setAttributes(attributes, ofItemAtPath: place.path)
    }

    /// Checks that `postgres` can enter the directory. Inside root's home it cannot, even if it owns the directory.
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
