/// Why this binary cannot work with a database's schema, and what to do.
package enum UnfitSchema: Error, Equatable, CustomStringConvertible {
    /// The database has taken more steps than this binary knows.
    case newer(installed: Int, known: Int)
    /// The database lacks steps this binary needs.
    case older(installed: Int?, known: Int)
    /// The database has other steps under the same numbers, which only a Relance before the first release made.
    case unreleased(step: String)

    package var description: String {
        switch self {
        case .newer(let installed, let known):
            "the database's schema is at step \(installed), newer than this program knows (\(known)); run a newer relance"
        case .older(let installed?, let known):
            "the database is at step \(installed), and this program needs step \(known); run: relance migrate"
        case .older(nil, let known):
            "the database has no schema, and this program needs step \(known); run: relance migrate"
        case .unreleased(let step):
            "the database was made by a relance from before the first release (its step \"\(step)\" is not ours) and "
                + "cannot be migrated; create it anew: dropdb NAME, createdb NAME, relance migrate"
        }
    }
}
