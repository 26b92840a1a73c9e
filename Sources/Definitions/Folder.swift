import Foundation

/// The files of a configuration folder. The only place that touches the disk.
struct Folder {
    /// Files larger than this are not written by people.
    static let fileBytesMax = 1_000_000
    /// Files read; a folder with more is not a configuration.
    static let filesMax = 10_000

    private let url: URL
    private let findings: Findings

    init(_ url: URL, _ findings: Findings) {
        self.url = url.resolvingSymlinksInPath()
        self.findings = findings
    }

    /// Every file that defines something, by path.
    var files: [SourceFile] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue else {
            report("there is no folder \(url.path)", in: url.lastPathComponent)
            return []
        }
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: url.path) else {
            report("\(url.path), or a folder in it, cannot be read", in: url.lastPathComponent)
            return []
        }
        let ours = paths.sorted().filter { SourceFile(path: $0, text: "").kind != nil }
        // Applying nothing would turn every workflow off: more likely it is the wrong folder.
        if ours.isEmpty { report("it holds no definitions, such as workflows/welcome.yaml", in: url.lastPathComponent) }
        if ours.count > Self.filesMax { report("more than \(Self.filesMax) files", in: url.lastPathComponent) }
        return ours.prefix(Self.filesMax).compactMap(file)
    }

    private func file(at path: String) -> SourceFile? {
        guard let handle = try? FileHandle(forReadingFrom: url.appending(path: path)) else {
            return refuse(path, "the file cannot be read")
        }
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
