/// A mail server that accepts Relance's messages, and how Relance introduces itself.
package struct SMTPServer: Hashable, Sendable {
    package enum Security: String, Hashable, Sendable {
        /// Plain text: for a relay on the same machine.
        case none
        /// Plain text until STARTTLS, which must succeed (RFC 3207). Usual on port 587.
        case startTLS
        /// TLS from the first byte (RFC 8314). Usual on port 465.
        case tls
    }

    package struct Credentials: Hashable, Sendable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var credentials: Credentials?
    /// The name in the greeting (EHLO): a host name that resolves to this host.
    package var helloName: String
    /// A PEM file of authorities to trust instead of the system's, for a private relay.
    package var certificateAuthorities: String?

    package init(
        host: String,
        port: Int,
        security: Security,
        credentials: Credentials? = nil,
        helloName: String,
        certificateAuthorities: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.helloName = helloName
        self.certificateAuthorities = certificateAuthorities
    }

    /// libcurl takes the path of the URL as the name in the greeting.
    var url: String {
        let scheme = security == .tls ? "smtps" : "smtp"
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(scheme)://\(host):\(port)/\(helloName)"
    }
}
