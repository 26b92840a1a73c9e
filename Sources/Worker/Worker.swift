import Automation
import Delivery
import Engine
package import Foundation
package import Postgres
import Store
package import Telemetry
import Waking

/// A stateless process that claims jobs and passes them to the handler of their queue. Any number of workers run side
/// by side.
package struct Worker: Sendable {
    package struct Configuration: Sendable {
        /// The name of this run of the worker. A restart takes a new name, so that it never mistakes old leases for its
        /// own.
        package var name: String
        package var workspaceZone: TimeZone
        /// Claim loops for each queue, besides those for suspects.
        package var slots = 4
        package var deliverBatch = 200
        package var advanceBatch = 500
        /// The only queues it claims from, and how many jobs of each it holds at once; nil: all queues, without limit.
        package var shares: [String: Int]?
        package var pollBusy: Duration = .milliseconds(10)
        package var pollIdle: Duration = .milliseconds(100)
        package var heartbeat: Duration = .seconds(3)
        package var expiry: Duration = .seconds(12)
        /// The longest time for one claimed batch, before it is given to other workers.
        package var lease: Duration = .seconds(120)

        package init(name: String, workspaceZone: TimeZone) {
            (self.name, self.workspaceZone) = (name, workspaceZone)
        }
    }

    /// The queues that have a handler.
    package static let queues = ["automation", "email"]

    package let pool: Pool
    private let configuration: Configuration
    private let observe: Observer
    private let heartbeat: Heartbeat
    private let handlers: [any Handler]
    private let bells: [String: SlotBells]
    private let suspectCrowds: [String: SuspectCrowd]

    package init(pool: Pool, configuration: Configuration, handlers: [any Handler], observer: Observer) {
        self.init(pool: pool, configuration: configuration, handlers: handlers, late: LateOutcomes(), observe: observer)
    }

    private init(
        pool: Pool,
        configuration: Configuration,
        handlers: [any Handler],
        late: LateOutcomes,
        observe: Observer
    ) {
        let handlers = handlers.filter { configuration.shares?[$0.queue] != nil || configuration.shares == nil }
        (self.pool, self.configuration, self.handlers, self.observe) = (pool, configuration, handlers, observe)
        bells = Dictionary(
            uniqueKeysWithValues: handlers.map { handler in
                let (name, queue) = (configuration.name, handler.queue)
                return (queue, SlotBells(jobs: Doorbell { try await pool.one(ListenForJobs(name, of: queue, $0)) }))
            }
        )
        suspectCrowds = Dictionary(uniqueKeysWithValues: handlers.map { ($0.queue, SuspectCrowd()) })
        let queues = handlers.map(\.queue)
        heartbeat = Heartbeat(configuration, queues: queues, database: pool.configuration, late: late, observe: observe)
    }

    /// The worker for automation: it has `Advance` and `Deliver`.
    package init(pool: Pool, configuration: Configuration, postOffice: PostOffice, observer: Observer) {
        let late = LateOutcomes()
        let observe = late.counted(by: observer)
        let walk = Walk(library: WorkflowLibrary(), workspaceZone: configuration.workspaceZone)
        let advance = Advance(pool: pool, walk: walk, observe: observe)
        let deliver = Deliver(
            pool: pool,
            walk: walk,
            postOffice: postOffice,
            letters: Letters(postOffice),
            stride: Stride(lanes: postOffice.lanes, longest: configuration.deliverBatch),
            observe: observe
        )
        let handlers: [any Handler] = [advance, deliver]
        self.init(pool: pool, configuration: configuration, handlers: handlers, late: late, observe: observe)
    }

    /// Works until it is cancelled. Then it claims nothing more, finishes its jobs, and signs off.
    package func run() async throws {
        // Not a child task: after a cancellation the heartbeat must go on until claimed work is finished.
        let beating = Task { await heartbeat.beat() }
        let watch = Watch(
            pool: pool,
            bells: bells,
            heartbeat: heartbeat,
            pollIdle: configuration.pollIdle,
            observe: observe
        )
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await listener.listen() }
                group.addTask { await watch.keep() }
                for handler in handlers {
                    for role in configuration.roles(of: handler) { group.addTask { await slot(handler, role).run() } }
                }
            }
        } onCancel: {
            heartbeat.beginNothing()
        }
        beating.cancel()
        await beating.value
        await heartbeat.signOff()
    }

    private var listener: NotificationListener {
        let doorbells = bells.map { (ListenForJobs.channel(of: $0.key), $0.value.jobs) }
        return NotificationListener(
            database: pool.configuration,
            doorbells: Dictionary(uniqueKeysWithValues: doorbells),
            observe: observe
        )
    }

    /// Whether it claims: it beats, and was not asked to stop.
    package var isReady: Bool { heartbeat.mayBegin }

    /// One round of each handler, for tests and simulation. Returns how many jobs were claimed.
    package func turn() async throws -> Int {
        try await heartbeat.beatOnce()
        var count = 0
        for handler in handlers {
            count += try await slot(handler, SlotRole(ordinary: handler.batch(configuration), suspects: 1)).turn()
        }
        return count
    }

    /// Signs off the worker after `turn()`.
    package func close() async { await heartbeat.signOff() }

    private func slot(_ handler: any Handler, _ role: SlotRole) -> Slot {
        Slot(
            pool: pool,
            handler: handler,
            heartbeat: heartbeat,
            bells: bells[handler.queue] ?? SlotBells(jobs: Doorbell { _ in false }),
            configuration: configuration,
            observe: observe,
            role: role,
            suspectCrowd: suspectCrowds[handler.queue] ?? SuspectCrowd()
        )
    }
}
