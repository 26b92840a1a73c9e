import CCurl

extension SMTPServer {
    /// Where to connect, how securely and as whom: the same for a message and for a probe.
    func introduce(on handle: EasyHandle) {
        handle.set(CURLOPT_PROTOCOLS_STR, to: "smtp,smtps")
        handle.set(CURLOPT_URL, to: url)
        let level = security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        handle.set(CURLOPT_USE_SSL, to: Int(level.rawValue))
        if let certificateAuthorities { handle.set(CURLOPT_CAINFO, to: certificateAuthorities) }
        guard let credentials else { return }
        handle.set(CURLOPT_USERNAME, to: credentials.user)
        handle.set(CURLOPT_PASSWORD, to: credentials.password)
    }
}
