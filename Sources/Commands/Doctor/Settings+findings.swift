import Settings

extension Settings {
    /// What may be empty, and keeps something from working while it is.
    func findings() -> [Finding] {
        let problems = [signing, footer, events].compactMap(\.self)
        guard problems.isEmpty else { return problems }
        return [.ok("settings", "tracking secrets, postal address and write keys are there")]
    }

    private var signing: Finding? {
        guard tracking.secrets.isEmpty else { return nil }
        return .fail(
            "settings",
            "tracking.secrets is empty: neither a worker nor the API starts",
            help: """
                Set RELANCE_TRACKING_SECRETS to "1:" followed by what `openssl rand -hex 32` prints, the same for \
                workers and the API.
                """
        )
    }

    private var footer: Finding? {
        guard workspace.postalAddress.isEmpty else { return nil }
        return .look(
            "settings",
            "workspace.postal_address is empty: no marketing e-mail can be applied",
            help: "Set it to the sender's postal address, which the law asks for at the foot of marketing e-mail."
        )
    }

    private var events: Finding? {
        guard api.writeKeys.isEmpty else { return nil }
        return .look(
            "settings",
            "api.write_keys is empty: nobody may send events to the API",
            help: "Set RELANCE_API_WRITE_KEYS to what `openssl rand -hex 16` prints, and give it to your sites."
        )
    }
}
