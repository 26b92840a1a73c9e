extension Pool {
    /// Runs the last statement of a task that is being cancelled: one that leaves things tidy, but that other sessions
    /// can do without. It is not cancelled with the task, and it is given up after the limit.
    package func farewell<S: Statement>(_ statement: S, within limit: Duration = .seconds(2)) async {
        // No child tasks: they would already be cancelled.
        let work = Task { _ = try? await run(statement) }
        let watch = Task {
            try await Task.sleep(for: limit)
            work.cancel()
        }
        await work.value
        watch.cancel()
    }
}
