import Curl
import Foundation

/// Looks at whether the API answers where contacts will call it.
struct PublicURLCheck {
    private let url: URL
    private let transfers: Transfers

    init(_ url: URL, _ transfers: Transfers) { (self.url, self.transfers) = (url, transfers) }

    func finding() async -> Finding {
        let request = HTTPTransfer(
            method: "GET",
            url: "\(url.absoluteString)/livez",
            deadline: .seconds(5),
            responseBytesMax: 1_000,
            allowsPrivateAddresses: true
        )
        return await transfers.perform(request).finding(of: url)
    }
}

extension HTTPOutcome {
    /// What a call of `/livez` says about `workspace.public_url`.
    func finding(of url: URL) -> Finding {
        let page = "\(url.absoluteString)/livez"
        switch self {
        case .answered(let response) where response.isAlive: return Self.alive(url)
        case .answered(let response):
            return .look(
                "public URL",
                "\(page) answers \(response.status), and not as Relance does",
                help: "Start relance api, and have the proxy pass requests on to api.host and api.port."
            )
        case .notSent(let words), .doubtful(let words):
            return .look(
                "public URL",
                "\(page) cannot be reached from here: \(words)",
                help: "Start relance api; check workspace.public_url, DNS and proxy. From outside: curl \(page)"
            )
        }
    }

    private static func alive(_ url: URL) -> Finding {
        guard ["localhost", "127.0.0.1"].contains(url.host() ?? "") else {
            return .ok("public URL", "\(url.absoluteString) reaches the API")
        }
        return .look(
            "public URL",
            "\(url.absoluteString) reaches the API, but only from this machine",
            help: "Set workspace.public_url to the https address at which contacts reach it."
        )
    }
}

extension HTTPResponse {
    fileprivate var isAlive: Bool {
        let words = String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return status == 200 && words == "alive"
    }
}
