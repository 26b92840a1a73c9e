import Foundation

/// The thread on which one `Connection` lives and may wait.
///
/// An actor normally runs on the cooperative pool, which has one thread per core and must never sleep in a system call.
/// With its own serial executor, a connection sleeps in `poll` without blocking the pool. The thread ends with its
/// connection.
// SAFETY: the variables are only touched while `gate` is locked.
@safe final class ConnectionThread: SerialExecutor, @unchecked Sendable {
    private let gate = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isOver = false
    private var thread: Thread?

    init(name: String) {
        let thread = Thread { [self] in work() }
        thread.name = name
        thread.stackSize = 1 << 20
        gate.withLock { self.thread = thread }
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // Once the lock is released, the job may run and its connection may end, and this object with it: the caller
        // does not keep it alive. So nothing here touches it afterward.
        gate.withLock {
            jobs.append(job)
            gate.signal()
        }
    }

    /// For the runtime's own assertions, which cannot know the current thread.
    func checkIsolated() {
        precondition(gate.withLock { Thread.current === thread }, "a connection was used outside of its own thread")
    }

    /// Lets the thread end once it has nothing left to do.
    func finish() {
        gate.withLock {
            isOver = true
            gate.signal()
        }
    }

    private func work() {
        while let batch = nextJobs() {
            for job in batch { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    /// `nil` when it is over.
    private func nextJobs() -> [UnownedJob]? {
        gate.withLock {
            while jobs.isEmpty && !isOver { gate.wait() }
            defer { jobs.removeAll() }
            if jobs.isEmpty { thread = nil }
            return jobs.isEmpty ? nil : jobs
        }
    }
}
