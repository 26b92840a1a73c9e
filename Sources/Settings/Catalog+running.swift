extension Catalog {
    static let database = Group(
        name: "database",
        meaning: "Where the state lives.",
        settings: [
            Setting("database.url", \.database.url, .optional(.secret))
                .means(
                    """
                    postgresql://user@host/database, or host=… dbname=…. Empty: libpq's own variables (PGHOST, \
                    PGDATABASE, …) decide.
                    """
                ),
            Setting("database.pool_size", \.database.poolSize, .count(Limits.poolSize))
                .means("Connections of one process. A worker has at least one for each of its loops."),
            Setting("database.wait_max", \.database.waitMax, .duration(Limits.waitMax))
                .means("The longest anything waits for a free connection."),
            Setting("database.reconnect_for", \.database.reconnectFor, .duration(Limits.reconnectFor))
                .means(
                    """
                    How long one request for a connection waits for a lost database to come back. Processes go on \
                    asking.
                    """
                ),
            Setting("database.wait_for_schema", \.database.waitForSchema, .duration(Limits.waitForSchema))
                .means(
                    """
                    How long a process that has just started waits for a database that does not answer yet, or has not been \
                    migrated. It is not ready meanwhile, says what it waits for, and then ends with 1.
                    """
                ),
            Setting("database.prepared_statements", \.database.preparedStatements, .yesOrNo)
                .means("Turn off behind a pooler that does not keep them between transactions."),
        ]
    )

    static let api = Group(
        name: "api",
        meaning: "The HTTP door.",
        settings: [
            Setting("api.host", \.api.host, .words)
                .means("The address to listen on; 0.0.0.0 for all, as in a container."),
            Setting("api.port", \.api.port, .port)
                .means("The port to listen on."),
            Setting("api.write_keys", \.api.writeKeys, .list(of: .writeKey))
                .means("Who may send events: the user names of Basic authentication. Empty: nobody."),
            Setting("api.job_keys", \.api.jobKeys, .list(of: .jobKey))
                .means(
                    """
                    Who may enqueue jobs: bearer tokens, secret, unlike write keys. Make one with `openssl rand -hex 32`. \
                    Empty: nobody. Better kept in the environment than here.
                    """
                ),
            Setting("api.body_max", \.api.bodyMax, .size(Limits.bodyBytes))
                .means("The largest request with events, once decompressed."),
            Setting("api.event_max", \.api.eventMax, .size(Limits.eventBytes))
                .means("The largest event inside it, and the largest form."),
            Setting("api.batch_max", \.api.batchMax, .count(Limits.batchEvents))
                .means("Events or jobs in one batch."),
            Setting("api.redirect_hosts", \.api.redirectHosts, .list(of: .words))
                .means("Hosts to which a form may send the browser afterwards, besides the API's own."),
        ]
    )

    static let metrics = Group(
        name: "metrics",
        meaning:
            "Where worker and coordinator answer machines: /livez, /readyz and /metrics (Prometheus). The API does so at its own port.",
        settings: [
            Setting("metrics.host", \.metrics.host, .words)
                .means("The address to listen on; 0.0.0.0 for all, as in a container."),
            Setting("metrics.port", \.metrics.port, .optional(.port))
                .means("The port to listen on, such as 9464. Empty: nowhere."),
        ]
    )

    static let worker = Group(
        name: "worker",
        meaning: "How a worker claims, beats and stops. Add workers by starting more of them.",
        settings: [
            Setting("worker.name", \.worker.name, .optional(.words))
                .means("How its names in queue.workers and queue.leaders begin. Empty: host and process number."),
            Setting("worker.queues", \.worker.queues, .list(of: .queueShare))
                .means(
                    """
                    The only queues it claims from, and how many jobs of each it holds at once, such as email=50. Empty: all, \
                    as many as slots and batch allow. `relance worker --queues` wins.
                    """
                ),
            Setting("worker.slots", \.worker.slots, .count(Limits.slots))
                .means(
                    """
                    Batches of each kind (steps, e-mails) worked at once, each with a connection to the database. Two \
                    more are kept for jobs of workers that died.
                    """
                ),
            Setting("worker.batch", \.worker.batch, .count(Limits.batch))
                .means(
                    """
                    E-mails claimed and written at once. Of these, as many as leave in a tenth of a second are \
                    under way together.
                    """
                ),
            Setting("worker.advance_batch", \.worker.advanceBatch, .count(Limits.batch))
                .means("Enrollments advanced in one transaction."),
            Setting("worker.poll_busy", \.worker.pollBusy, .duration(Limits.poll))
                .means("Rest of a batch's loop after the first look at the queue that found nothing; it then grows."),
            Setting("worker.poll_idle", \.worker.pollIdle, .duration(Limits.poll))
                .means(
                    """
                    How far it grows. Then one look for all loops takes its place, so often, or once a second while producers \
                    tell of new jobs.
                    """
                ),
            Setting("worker.heartbeat", \.worker.heartbeat, .duration(Limits.heartbeat))
                .means("How often a worker says that it lives."),
            Setting("worker.expiry", \.worker.expiry, .duration(Limits.expiry))
                .means("Silence after which its jobs are given to others. More than three heartbeats."),
            Setting("worker.lease", \.worker.lease, .duration(Limits.lease))
                .means("The longest one claimed batch may take before it is given to others."),
            Setting("worker.grace", \.worker.grace, .duration(Limits.grace))
                .means(
                    "Time to finish what has begun when asked to stop; what is not finished is left to others, and the process exits 1."
                ),
        ]
    )

    static let coordinator = Group(
        name: "coordinator",
        meaning: "How the leader works through what has fallen due. Start two: one leads, one stands by.",
        settings: [
            Setting("coordinator.batch", \.coordinator.batch, .count(Limits.batch))
                .means("Rows moved by one statement."),
            Setting("coordinator.tick", \.coordinator.tick, .duration(Limits.poll))
                .means(
                    """
                    Rest between two looks while there is something to do. It grows fourfold while there is not, and to a second \
                    while producers tell of what they write.
                    """
                ),
            Setting("coordinator.keep_history", \.coordinator.keepHistory, .duration(Limits.keepHistory))
                .means("How long jobs that are done, and failed attempts, can be looked up. Dropped by the day."),
            Setting("coordinator.lease", \.coordinator.lease, .duration(Limits.coordinatorLease))
                .means("Silence after which another coordinator takes over."),
        ]
    )

    static let log = Group(
        name: "log",
        meaning: "What is written to standard error.",
        settings: [
            Setting("log.level", \.log.level, .choice())
                .means("The least important line that is written."),
            Setting("log.format", \.log.format, .choice())
                .means("text for people, json for machines: one object a line."),
        ]
    )
}
