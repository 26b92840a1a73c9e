import Foundation

/// The verbs, views and grants, which are replaced in place whenever they differ from those installed.
struct Routines {
    let script: String
    /// A hash of the text, which changes with it (FNV-1a, 64 bits).
    let fingerprint: String

    static func load() throws -> Routines {
        let files = try ["verbs", "views", "roles"].flatMap(SQLFile.all)
        // Bodies may name verbs that are created later in the script.
        let script = "SET LOCAL check_function_bodies = off;\n" + files.map(\.text).joined(separator: "\n")
        return Routines(script: script, fingerprint: Self.digest(of: script))
    }

    private static func digest(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
