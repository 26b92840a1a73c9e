import Postgres
import Store
import Worker

/// Does nothing, perhaps for a given time, and ends its jobs like any other handler.
struct NoOp: Handler {
    /// Told at the start of each batch, and when its end has been committed.
    struct Observers: Sendable {
        var began: @Sendable ([Job]) -> Void = { _ in }
        var ended: @Sendable (_ count: Int) -> Void = { _ in }
    }

    let pool: Pool
    let batch: Int
    let pause: Duration
    let observers: Observers

    var queue: String { QueueLoad.queue }

    func batch(_ configuration: Worker.Configuration) -> Int { batch }

    func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job] {
        observers.began(jobs)
        if pause > .zero { try await Task.sleep(for: pause * jobs.count) }
        let finish = FinishJobs(jobs.map(\.lease))
        let (answers, next) =
            if let claim = window.nextClaim() { try await pool.run(finish, claim) } else {
                (try await pool.run(finish), [])
            }
        observers.ended(answers.count { $0.word == .done })
        return next
    }
}
