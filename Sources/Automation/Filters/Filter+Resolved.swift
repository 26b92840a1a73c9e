/// Why the segments that a filter names cannot be resolved.
package enum UnresolvedSegment: Error, Hashable, Sendable {
    case unknown(String)
    /// Segments that contain each other: a path from the first one back to itself.
    case cycle([String])
    /// With every segment put in, the filter has more than `Filter.sizeMax` parts.
    case tooLarge
    /// With every segment resolved, the filter is nested deeper than `Filter.depthMax`.
    case tooDeep
}

extension Filter {
    /// The most parts a resolved filter may have. PostgreSQL could not plan a larger statement.
    package static let sizeMax = 1_000
    /// The deepest nesting a resolved filter may have. Some JSON readers refuse more.
    package static let depthMax = 64

    /// The same condition, with each segment replaced by its own filter.
    package func resolved(with segments: [String: Filter]) throws(UnresolvedSegment) -> Filter {
        let filter = try resolved(with: segments, inside: [])
        guard filter.size <= Self.sizeMax else { throw .tooLarge }
        guard filter.depth <= Self.depthMax else { throw .tooDeep }
        return filter
    }

    private func resolved(
        with segments: [String: Filter],
        inside path: [String]
    ) throws(UnresolvedSegment) -> Filter {
        switch self {
        case .all(let parts): return .all(try Self.resolved(parts, with: segments, inside: path))
        case .any(let parts): return .any(try Self.resolved(parts, with: segments, inside: path))
        case .not(let part): return .not(try part.resolved(with: segments, inside: path))
        case .segment(let name): return try Self.opened(name, with: segments, inside: path)
        case .property, .stage, .inList, .inWorkflow, .event: return self
        }
    }

    private static func resolved(
        _ parts: [Filter],
        with segments: [String: Filter],
        inside path: [String]
    ) throws(UnresolvedSegment) -> [Filter] {
        var resolved: [Filter] = []
        var size = 0
        for part in parts {
            let filter = try part.resolved(with: segments, inside: path)
            size += filter.size
            guard size <= sizeMax else { throw .tooLarge }
            resolved.append(filter)
        }
        return resolved
    }

    private static func opened(
        _ name: String,
        with segments: [String: Filter],
        inside path: [String]
    ) throws(UnresolvedSegment) -> Filter {
        if let start = path.firstIndex(of: name) { throw .cycle(path[start...] + [name]) }
        guard let filter = segments[name] else { throw .unknown(name) }
        guard path.count < depthMax else { throw .tooDeep }
        return try filter.resolved(with: segments, inside: path + [name])
    }
}

extension UnresolvedSegment: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown(let name): "there is no segment \"\(name)\""
        case .cycle(let names): "segments contain each other: \(names.joined(separator: " → "))"
        case .tooLarge: "with its segments the filter has more than \(Filter.sizeMax) parts"
        case .tooDeep: "with its segments the filter has more than \(Filter.depthMax) parts inside each other"
        }
    }
}
