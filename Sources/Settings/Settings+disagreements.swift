/// Two settings that are each valid, but contradict each other.
package struct Disagreement: Sendable, Equatable {
    /// The setting to change first.
    package let key: String
    package let sentence: String
}

extension Settings {
    /// The mistakes that appear only when settings are compared; empty if there are none.
    package func disagreements() -> [Disagreement] {
        timing() + credentials() + sizes()
    }

    private func timing() -> [Disagreement] {
        let beats = worker.heartbeat * Limits.beatsPerExpiry
        return [
            (worker.expiry <= beats).then(
                "worker.expiry",
                "\(worker.expiry.written) must be more than three times worker.heartbeat (\(worker.heartbeat.written))"
            ),
            (smtp.timeout >= worker.lease).then(
                "smtp.timeout",
                "\(smtp.timeout.written) must be shorter than worker.lease (\(worker.lease.written)),"
                    + " or a message could be sent by two workers"
            ),
            (email.resendAfter <= worker.lease).then(
                "email.resend_after",
                "\(email.resendAfter.written) must be longer than worker.lease (\(worker.lease.written)),"
                    + " or the first hand-over could still be running"
            ),
            (worker.pollBusy > worker.pollIdle).then(
                "worker.poll_busy",
                "\(worker.pollBusy.written) must not be longer than worker.poll_idle (\(worker.pollIdle.written))"
            ),
            (coordinator.tick * Limits.beatsPerExpiry >= coordinator.lease).then(
                "coordinator.tick",
                "\(coordinator.tick.written) must be less than a third of coordinator.lease"
                    + " (\(coordinator.lease.written))"
            ),
        ].compactMap(\.self)
    }

    private func credentials() -> [Disagreement] {
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(smtp.host)
        return [
            (smtp.user == nil && smtp.password != nil).then("smtp.password", "is set, but smtp.user is not"),
            (smtp.user != nil && smtp.password == nil).then("smtp.user", "is set, but smtp.password is not"),
            (smtp.security == .none && smtp.password != nil && !isLocal).then(
                "smtp.security",
                "none would carry smtp.password readably to \(smtp.host); use starttls or tls"
            ),
            (Set(tracking.secrets.map(\.id)).count < tracking.secrets.count).then(
                "tracking.secrets",
                "two secrets have the same id"
            ),
        ].compactMap(\.self)
    }

    private func sizes() -> [Disagreement] {
        [
            (api.eventMax > api.bodyMax).then(
                "api.event_max",
                "\(Size.written(api.eventMax)) must not be larger than api.body_max (\(Size.written(api.bodyMax)))"
            )
        ].compactMap(\.self)
    }
}

extension Settings {
    /// For processes that sign or verify links. Without a secret they would start, and then fail at the first message.
    package func requireTrackingSecrets() throws(SettingsMistakes) {
        guard tracking.secrets.isEmpty else { return }
        throw SettingsMistakes(lines: [
            "tracking.secrets: links cannot be signed without a secret; set RELANCE_TRACKING_SECRETS to"
                + " \"1:\" followed by what `openssl rand -hex 32` prints, the same for workers and the API"
        ])
    }
}

extension Bool {
    fileprivate func then(_ key: String, _ sentence: @autoclosure () -> String) -> Disagreement? {
        self ? Disagreement(key: key, sentence: sentence()) : nil
    }
}
