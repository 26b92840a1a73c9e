import Commands
import Foundation
import Testing

/// Power cuts, frozen machines and lost replies, repeatedly and by a seed, while enrollments advance and contacts
/// arrive.
///
/// `RELANCE_CHAOS_SEED` repeats a run's schedule. `RELANCE_CHAOS_MINUTES` says how long random faults go on after the
/// fixed program that begins every run. With `RELANCE_CHAOS_TIMES=judge`, slow recovery fails the run, too; without it,
/// the summary only tells the times. `deploy/chaos` sets all three.
@Suite(.serialized) struct ChaosTests {
    @Test func `whatever happens to it, nothing acknowledged is lost, and what is done twice is listed`() async throws {
        let seed = Self.setting("RELANCE_CHAOS_SEED").flatMap(UInt64.init) ?? .random(in: 0...999_999)
        let minutes = Self.setting("RELANCE_CHAOS_MINUTES").flatMap(Double.init) ?? 1
        say("chaos seed \(seed) begins: RELANCE_CHAOS_SEED=\(seed) repeats its schedule")
        let judgesTimes = Self.setting("RELANCE_CHAOS_TIMES") == "judge"
        let folder = URL(filePath: "/tmp/relance-chaos-\(UUID().uuidString.prefix(8))")
        let cluster = try PrivateCluster(directory: folder, options: ["max_connections": "80"])
        let tally = try await cluster.whileRunning {
            let ordeal = try Ordeal(Schedule(seed: seed, length: .seconds(minutes * 60)), on: cluster)
            return try await ordeal.undergo(judgesTimes: judgesTimes)
        }
        try await cluster.remove()

        say(tally.summary(seed: seed))
        if !tally.wrongs.isEmpty { say("the processes said:\n" + tally.complaints.prefix(20).joined(separator: "\n")) }
        for wrong in tally.wrongs.prefix(20) { Issue.record("seed \(seed): \(wrong)") }
        #expect(tally.missing == [], "seed \(seed): inconclusive, for want of \(tally.missing.joined(separator: ", "))")
    }

    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    /// Flushes immediately, so that a reader sees the seed even if the run is cut off.
    private func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
