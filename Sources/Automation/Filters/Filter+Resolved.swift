/// Why the segments a filter names cannot be put in their places.
package enum UnresolvedSegment: Error, Hashable, Sendable {
    case unknown(String)
    /// Segments that contain each other, from the first back to itself.
    case cycle([String])
    /// With every segment put in, the filter has more than `Filter.sizeMax` parts.
    case tooLarge
    /// With every segment put in, the filter has parts inside each other deeper than `Filter.depthMax`.
    case tooDeep
}

extension Filter {
    /// Parts a filter may have once its segments are in place; more would be a statement nobody can plan.
    package static let sizeMax = 1_000
    /// Parts inside each other; deeper is no JSON that every reader takes.
    package static let depthMax = 64

    /// The same condition with each segment's own filter in its place.
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
