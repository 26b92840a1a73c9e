import Testing

/// One action, one file, one name.
struct VerbFileTests {
    /// The functions that a file defines, in order, with their schema.
    private static func functions(of file: SourceTree.File) -> [String] {
        file.text.matches(of: /CREATE (?:OR REPLACE )?FUNCTION ([a-z_.]+)\s*\(/).map { String($0.1) }
    }

    /// `verbs/queue/claim.sql` → `queue.claim`.
    private static func verb(of file: SourceTree.File) -> String {
        let folder = file.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
        return folder == "verbs" ? file.name : "\(folder).\(file.name)"
    }

    @Test func `a file begins with the verb it is named after; its parts follow`() throws {
        // A file with triggers is named after the rows that they watch.
        for file in SourceTree.verbs where !file.text.contains(/CREATE (OR REPLACE )?TRIGGER/) {
            #expect(
                Self.functions(of: file).first == Self.verb(of: file),
                "\(file) should begin with \(Self.verb(of: file))()"
            )
        }
    }

    @Test func `a function is defined once`() throws {
        let all = SourceTree.verbs.flatMap { file in Self.functions(of: file).map { ($0, file.path) } }
        for (name, places) in Dictionary(grouping: all, by: \.0) {
            #expect(places.count == 1, "\(name) is defined in \(places.map(\.1).joined(separator: " and "))")
        }
    }

    @Test func `a file opens with what it is for`() throws {
        for file in SourceTree.sql {
            #expect(file.text.hasPrefix("-- "), "\(file) does not say what it is for")
        }
    }

    @Test func `verbs can be replaced in place, as often as one likes`() throws {
        for file in SourceTree.verbs {
            #expect(
                !file.text.contains(/CREATE (FUNCTION|VIEW|TRIGGER)/),
                "\(file) can be installed only once: say CREATE OR REPLACE"
            )
        }
    }

    @Test func `no verb notifies, holds a session's lock or shares a row`() throws {
        let bans = [
            (
                #"\bNOTIFY\b|pg_notify\("#,
                "a NOTIFY makes all commits wait for each other: queue.wake() does it while somebody listens"
            ),
            (#"pg_(try_)?advisory_lock"#, "a session's lock is lost, or kept, by a pooler: lease a row"),
            (#"\bFOR SHARE\b"#, "sharing rows fills the multixact log"),
        ]
        for file in SourceTree.verbs where file.name != "wake" {
            for (pattern, because) in bans {
                #expect(try file.text.firstMatch(of: Regex(pattern)) == nil, "\(file): \(because)")
            }
        }
    }

    /// A disabled plan node that cannot be avoided counts as very expensive. PostgreSQL would then compile the
    /// statement first, which takes a second for a statement of a millisecond.
    @Test func `a verb that steers the planner has nothing compiled`() throws {
        for file in SourceTree.verbs {
            for verb in file.text.split(separator: "CREATE OR REPLACE FUNCTION ") {
                let isSteering = verb.contains(/\bSET enable_\w+ = off/)
                #expect(!isSteering || verb.contains("SET jit = off"), "\(file): \(verb.prefix { $0 != "(" })")
            }
        }
    }

    @Test func `SQL is composed at run time only to name a leaf`() throws {
        let leafMakers: Set = [
            "promote", "cut_leaves", "widen_past", "retire_leaf", "forget_leaf", "forgettable_leaves",
        ]
        for file in SourceTree.verbs where file.text.contains(/EXECUTE (?!FUNCTION)/) {
            #expect(leafMakers.contains(file.name), "\(file) composes SQL: give the values to a plain statement")
        }
    }

    @Test func `rows of jobs move, and are never changed where they are`() throws {
        let change = /UPDATE queue\.(delayed|gated|ready|running|dead|done|attempts)\b/
        for file in SourceTree.verbs {
            #expect(file.text.firstMatch(of: change) == nil, "\(file): DELETE … RETURNING, and INSERT")
        }
    }

    @Test func `no verb on the way of a job opens a subtransaction`() throws {
        let way: Set = [
            "advance_marks", "beat", "bury", "claim", "finish", "place", "postpone", "promote", "release",
            "release_rated", "rescue", "retry", "unclaim", "withdraw",
        ]
        for file in SourceTree.verbs where file.path.contains("/queue/") && way.contains(file.name) {
            #expect(file.text.firstMatch(of: /\n *EXCEPTION( WHEN|\n)/) == nil, "\(file)")
        }
    }
}
