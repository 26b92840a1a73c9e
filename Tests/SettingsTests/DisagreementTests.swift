import Settings
import Testing

struct DisagreementTests {
    @Test(arguments: [
        (
            ["RELANCE_WORKER_HEARTBEAT": "4 s"],
            "worker.expiry: 12 s must be more than three times worker.heartbeat (4 s)"
        ),
        (
            ["RELANCE_SMTP_TIMEOUT": "1 minute"],
            "RELANCE_SMTP_TIMEOUT: 1 minute must be shorter than worker.lease (1 minute),"
                + " or a message could be sent by two workers"
        ),
        (
            ["RELANCE_EMAIL_RESEND_AFTER": "1 minute"],
            "RELANCE_EMAIL_RESEND_AFTER: 1 minute must be longer than worker.lease (1 minute),"
                + " or the first hand-over could still be running"
        ),
        (
            ["RELANCE_WORKER_POLL_BUSY": "1 s"],
            "RELANCE_WORKER_POLL_BUSY: 1 s must not be longer than worker.poll_idle (100 ms)"
        ),
        (
            ["RELANCE_COORDINATOR_TICK": "5 s"],
            "RELANCE_COORDINATOR_TICK: 5 s must be less than a third of coordinator.lease (12 s)"
        ),
        (["RELANCE_SMTP_USER": "relance"], "RELANCE_SMTP_USER: is set, but smtp.password is not"),
        (["RELANCE_SMTP_PASSWORD": "x"], "RELANCE_SMTP_PASSWORD: is set, but smtp.user is not"),
        (
            [
                "RELANCE_SMTP_USER": "relance", "RELANCE_SMTP_PASSWORD": "x", "RELANCE_SMTP_SECURITY": "none",
                "RELANCE_SMTP_HOST": "relay.example.com",
            ],
            "RELANCE_SMTP_SECURITY: none would carry smtp.password readably to relay.example.com; use starttls or tls"
        ),
        (
            ["RELANCE_API_EVENT_MAX": "600 KB"],
            "RELANCE_API_EVENT_MAX: 600 KB must not be larger than api.body_max (500 KB)"
        ),
    ])
    func `settings that cannot both be are refused`(environment: [String: String], sentence: String) {
        #expect(mistakes(environment: environment) == [sentence])
    }

    @Test func `a value that is wrong by itself is not compared`() {
        let mistakes = mistakes(environment: ["RELANCE_SMTP_TIMEOUT": "forever"])

        #expect(mistakes.count == 1)
    }
}
