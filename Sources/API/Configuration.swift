/// What the API process is told. Every limit has a default that suits one small container.
package struct Configuration: Sendable {
    package var host: String
    /// 0: any free port; `Server` reports the one it got.
    package var port: Int
    /// Keys that may send messages. Not secret in the strict sense: web pages carry them.
    package var writeKeys: [String]
    /// Keys that may enqueue jobs. Secret: whoever has one can have e-mail sent.
    package var jobKeys: [String] = []
    /// Bytes of a request body, after inflation.
    package var bodyBytesMax = 500_000
    /// Bytes of one message of a batch: one contact cannot fill a table by itself.
    package var messageBytesMax = 32_000
    /// Messages or jobs of a batch: one transaction stays short.
    package var messagesMax = 500
    /// Open connections; more wait to be accepted.
    package var connectionsMax = 1_000
    /// How long a connection may be silent, also in the middle of a request.
    package var idleLimit: Duration = .seconds(30)
    /// Hosts to which a form may send the browser afterwards. Paths of our own are always allowed.
    package var redirectHosts: Set<String> = []

    package init(host: String = "127.0.0.1", port: Int = 8080, writeKeys: [String]) {
        (self.host, self.port, self.writeKeys) = (host, port, writeKeys)
    }
}
