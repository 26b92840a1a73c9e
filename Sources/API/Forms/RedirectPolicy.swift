import Foundation

/// Where a form may send the browser: paths of our own, and the hosts of the settings. Anything else would lend our
/// name to a stranger (an open redirect).
struct RedirectPolicy {
    let hosts: Set<String>

    /// The target, if it is allowed; otherwise a problem that names the field.
    func allowed(_ target: String) throws(Problem) -> String {
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw .invalid("redirect", "not a URL")
        }
        if target.hasPrefix("/"), !target.hasPrefix("//") { return target }
        guard let url = URLComponents(string: target), ["http", "https"].contains(url.scheme?.lowercased()),
            let host = url.host?.lowercased(), url.user == nil, hosts.contains(host)
        else { throw .invalid("redirect", "not a path, nor a URL on an allowed host") }
        return target
    }
}
