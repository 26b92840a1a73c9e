import Foundation

/// The files of a configuration folder. No other type here touches the disk.
struct Folder {
    /// The largest file that is read. People do not write larger ones.
    static let fileBytesMax = 1_000_000
    /// The most files that are read. A folder with more is not a configuration.
    static let filesMax = 10_000

    private let url: URL
    private let findings: Findings

    init(_ url: URL, _ findings: Findings) {
        self.url = url.resolvingSymlinksInPath()
        self.findings = findings
    }

    /// Every file that defines something, by path.
    var files: [SourceFile] {
        guard Self.isFolder(url) else {
            report("there is no folder \(url.path)", in: url.lastPathComponent)
            return []
        }
        guard let paths else {
            report("\(url.path), or a folder in it, cannot be read", in: url.lastPathComponent)
            return []
        }
        for path in paths { if let hint = SourceFile.misspelling(in: path) { report(hint, in: path) } }
        let ours = paths.filter { SourceFile(path: $0, text: "").kind != nil }
        // Applying nothing would turn every workflow off. Such a folder is more likely the wrong one.
        if ours.isEmpty { report("it holds no definitions, such as workflows/welcome.yaml", in: url.lastPathComponent) }
        if ours.count > Self.filesMax { report("more than \(Self.filesMax) files", in: url.lastPathComponent) }
        return ours.prefix(Self.filesMax).compactMap(file)
    }

    /// Every file below, sorted; nil when a folder cannot be read. Folders may be links, as they are where
    /// configuration is mounted.
    private var paths: [String]? {
        guard let top = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return nil }
        var paths: [String] = []
        for name in top.sorted() {
            let place = url.appending(path: name).resolvingSymlinksInPath()
            guard Self.isFolder(place) else {
                paths.append(name)
                continue
            }
            guard let below = try? FileManager.default.subpathsOfDirectory(atPath: place.path) else { return nil }
            paths += below.sorted().map { "\(name)/\($0)" }
        }
        return paths
    }

    private static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }

    private func file(at path: String) -> SourceFile? {
        let place = url.appending(path: path).resolvingSymlinksInPath()
        guard (try? place.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true,
            let handle = try? FileHandle(forReadingFrom: place)
        else { return refuse(path, "the file cannot be read") }
        defer { try? handle.close() }
        let bytes = (try? handle.read(upToCount: Self.fileBytesMax + 1)) ?? Data()
        guard bytes.count <= Self.fileBytesMax else { return refuse(path, "the file is larger than 1 MB") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return refuse(path, "the file is not UTF-8 text; save it as UTF-8")
        }
        return SourceFile(path: path, text: text)
    }

    private func refuse(_ path: String, _ message: String) -> SourceFile? {
        report(message, in: path)
        return nil
    }

    private func report(_ message: String, in path: String) {
        findings.report(message, in: path, at: .start)
    }
}
