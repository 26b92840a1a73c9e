extension KeyedDecodingContainer {
    /// The key of a value that is written as one named case: `{"wait": …}`.
    func onlyKey() throws -> Key {
        guard allKeys.count == 1, let key = allKeys.first else {
            let names = allKeys.map(\.stringValue).sorted().joined(separator: ", ")
            let problem = DecodingError.Context(
                codingPath: codingPath,
                debugDescription: "expected one known key, found [\(names)]"
            )
            throw DecodingError.dataCorrupted(problem)
        }
        return key
    }
}
