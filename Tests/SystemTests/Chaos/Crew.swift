import Foundation

/// The processes of one installation. It replaces a process that ends, as a supervisor would.
actor Crew {
    struct Member: Sendable {
        let name: String
        let process: Process
        let isPatient: Bool
        var isFrozen = false
    }

    static let workersWanted = 3
    static let coordinatorsWanted = 2

    /// The workers that were killed or frozen, whose jobs may be rescued.
    private(set) var hurt: Set<String> = []
    /// How many processes ended without being killed.
    private(set) var deserters = 0
    private let site: Site
    private let proxy: Proxy
    private var workers: [Member] = []
    private var coordinators: [Member] = []
    private var names: [String] = []

    init(_ site: Site, by proxy: Proxy) { (self.site, self.proxy) = (site, proxy) }

    /// Starts the missing processes.
    func muster() throws {
        dismiss()
        while coordinators.count(where: { !$0.isFrozen }) < Self.coordinatorsWanted {
            coordinators.append(try start("coordinator"))
        }
        while workers.count(where: { !$0.isFrozen }) < Self.workersWanted { workers.append(try start("worker")) }
    }

    /// A worker with the heartbeat of production.
    func startPatientWorker() throws -> Member {
        let member = try start("worker", isPatient: true)
        workers.append(member)
        return member
    }

    func kill(_ member: Member) {
        hurt.insert(member.name)
        member.process.kill()
        workers.removeAll { $0.name == member.name }
        coordinators.removeAll { $0.name == member.name }
    }

    func freeze(_ member: Member) {
        hurt.insert(member.name)
        set(member, frozen: true)
        Foundation.kill(member.process.processIdentifier, SIGSTOP)
    }

    func thaw(_ member: Member) {
        set(member, frozen: false)
        Foundation.kill(member.process.processIdentifier, SIGCONT)
    }

    /// One of the running workers, by lot.
    func worker(by lot: UInt64) -> Member? {
        let candidates = workers.filter { !$0.isFrozen && !$0.isPatient && $0.process.isRunning }
        return candidates.isEmpty ? nil : candidates[Int(lot % UInt64(candidates.count))]
    }

    func coordinator(holding lead: String) -> Member? {
        coordinators.first { !$0.isFrozen && lead.hasPrefix($0.name + "-") }
    }

    func killEveryone() { for member in workers + coordinators { kill(member) } }

    /// How often these words occur in the logs of all processes, including ended ones.
    func count(of words: String) -> Int {
        names.map(log).reduce(0) { $0 + $1.components(separatedBy: words).count - 1 }
    }

    /// The errors in their logs, most frequent first.
    func complaints() -> [String] {
        let lines = names.map(log).joined(separator: "\n").split(separator: "\n").filter {
            !$0.contains("leadership taken") && !$0.contains(" started ")
        }
        let words = lines.map { $0.dropFirst(25).replacing(/(job|term|count)=\d+/, with: "") }
        let counts = Dictionary(grouping: words.map(String.init), by: \.self).mapValues(\.count)
        return counts.sorted { $0.value > $1.value }.map { "\($0.value) × \($0.key)" }
    }

    private func log(of name: String) -> String {
        (try? String(contentsOf: site.folder.appending(path: "\(name).log"), encoding: .utf8)) ?? ""
    }

    private func set(_ member: Member, frozen: Bool) {
        for index in workers.indices where workers[index].name == member.name { workers[index].isFrozen = frozen }
        for index in coordinators.indices where coordinators[index].name == member.name {
            coordinators[index].isFrozen = frozen
        }
    }

    private func dismiss() {
        let isGone: (Member) -> Bool = { !$0.isFrozen && !$0.process.isRunning }
        deserters += (workers + coordinators).count(where: isGone)
        workers.removeAll(where: isGone)
        coordinators.removeAll(where: isGone)
    }

    /// Every second process reaches PostgreSQL through the proxy.
    private func start(_ kind: String, isPatient: Bool = false) throws -> Member {
        let name = "\(kind.prefix(1))\(names.count)"
        names.append(name)
        var settings = Self.settings.merging(isPatient ? [:] : Self.haste) { $1 }
        settings["RELANCE_WORKER_NAME"] = name
        if names.count.isMultiple(of: 2) { settings["RELANCE_DATABASE_URL"] = proxy.conninfo }
        let process = try site.start(kind, named: name, with: settings)
        return Member(name: name, process: process, isPatient: isPatient)
    }

    private static let settings = [
        "RELANCE_WORKER_BATCH": "50", "RELANCE_WORKER_SLOTS": "2", "RELANCE_WORKER_LEASE": "15 s",
        "RELANCE_SMTP_CONNECTIONS": "4", "RELANCE_SMTP_TIMEOUT": "5 s", "RELANCE_LOG_LEVEL": "notice",
        "RELANCE_COORDINATOR_KEEP_HISTORY": "5 days",
    ]

    /// Shorter heartbeats, to match the pace of the faults.
    private static let haste = [
        "RELANCE_WORKER_HEARTBEAT": "500 ms", "RELANCE_WORKER_EXPIRY": "2 s", "RELANCE_COORDINATOR_LEASE": "2 s",
    ]
}
