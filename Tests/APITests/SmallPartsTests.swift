import Automation
import HTTPTypes
import NIOCore
import Testing

@testable import API

struct AgentTests {
    @Test(arguments: [
        ("Mozilla/5.0 (Windows NT 10.0; Microsoft Outlook 16.0)", Agent.human),
        ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", .human),
        ("Mozilla/5.0", .prefetch), ("", .scanner), ("Slackbot-LinkExpanding 1.0", .scanner), ("curl/8.5.0", .scanner),
    ])
    func `programs are told from people by their name`(program: String, agent: Agent) {
        #expect(Agent(method: .get, headers: [.userAgent: program]) == agent)
    }

    @Test func `HEAD is a scanner's, and a browser may say that it prefetches`() throws {
        let purpose = try #require(HTTPField.Name("Sec-Purpose"))

        #expect(Agent(method: .head, headers: [.userAgent: "Mozilla/5.0 (X11)"]) == .scanner)
        #expect(
            Agent(method: .get, headers: [.userAgent: "Mozilla/5.0 (X11)", purpose: "prefetch;prerender"]) == .prefetch
        )
    }
}

struct RedirectPolicyTests {
    private let policy = RedirectPolicy(hosts: ["www.example.com"])

    @Test(arguments: ["/thanks", "/thanks?a=1#b", "https://www.example.com/merci", "http://WWW.example.com"])
    func `own paths and known hosts are allowed`(target: String) throws {
        #expect(try policy.allowed(target) == target)
    }

    @Test(arguments: [
        "//evil.com", "/\\evil.com", "https://evil.com", "https://www.example.com@evil.com",
        "https://www.example.com.evil.com",
        "javascript:alert(1)", "https:evil.com", "www.example.com", "/a\r\nSet-Cookie: x",
        "https://user@www.example.com/",
    ])
    func `nothing else is`(target: String) {
        #expect(throws: Problem.self) { try policy.allowed(target) }
    }
}

struct InflationTests {
    @Test func `gzip is inflated`() throws {
        let inflated = try Inflation(bytesMax: 100).inflate(ByteBuffer(bytes: Gzip.stored(Array("hello".utf8))))
        #expect(String(buffer: inflated) == "hello")
    }

    @Test func `a bomb is put out at the limit`() {
        let bomb = Gzip.bomb(megabytes: 10)
        #expect(bomb.count < 100_000)
        #expect(throws: Problem.tooLarge("a body may have 500000 bytes after inflation")) {
            try Inflation(bytesMax: 500_000).inflate(ByteBuffer(bytes: bomb))
        }
    }

    @Test(arguments: [
        [UInt8](), [1, 2, 3], Array(Gzip.stored(Array("hello".utf8)).dropLast(9)), Gzip.stored([65]) + [1, 2, 3],
    ])
    func `broken gzip is a problem, not a crash`(bytes: [UInt8]) {
        #expect(throws: Problem.self) { try Inflation(bytesMax: 100).inflate(ByteBuffer(bytes: bytes)) }
    }
}

struct KeysTests {
    @Test func `a key is shown as the user name of Basic authentication`() {
        #expect(Keys.userName(inAuthorization: "Basic a2V5Og==") == "key")
        #expect(Keys.userName(inAuthorization: "basic a2V5") == "key")
        #expect(Keys.userName(inAuthorization: "Bearer a2V5Og==") == nil)
        #expect(Keys.userName(inAuthorization: "Basic !!") == nil)
    }

    @Test func `a job key is shown as a bearer token`() {
        #expect(Keys.bearer(inAuthorization: "Bearer secret") == "secret")
        #expect(Keys.bearer(inAuthorization: "bearer  secret ") == "secret")
        #expect(Keys.bearer(inAuthorization: "Basic a2V5Og==") == nil)
    }

    @Test func `no keys let nobody in`() {
        #expect(!Keys(keys: [""]).know(anyOf: [""]))
        #expect(!Keys(keys: ["a"]).know(anyOf: [nil, "b"]))
        #expect(Keys(keys: ["a"]).know(anyOf: [nil, "b", "a"]))
    }
}

struct FormBodyTests {
    @Test func `urlencoded fields are decoded, repeated ones are a list`() throws {
        let fields = try FormBody(
            bytes: Array("a=b+c&d=%C3%A9&d=2&e&f=50%&=x".utf8),
            contentType: "application/x-www-form-urlencoded; charset=utf-8"
        ).fields()

        #expect(
            fields == [
                "a": .text("b c"), "d": .list([.text("é"), .text("2")]), "e": .text(""), "f": .text("50%"),
                "": .text("x"),
            ]
        )
    }

    @Test func `multipart fields are read, files are left out`() throws {
        let body = """
            --XX\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b.fr\r\n--XX\r\n\
            content-disposition: form-data; name="note"\r\nContent-Type: text/plain\r\n\r\ntwo\r\nlines\r\n--XX\r\n\
            Content-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n%PDF\r\n--XX\r\n\
            Content-Disposition: form-data; name="empty"\r\n\r\n\r\n--XX--\r\n
            """
        let fields = try FormBody(bytes: Array(body.utf8), contentType: #"multipart/form-data; boundary="XX""#).fields()

        #expect(fields == ["email": .text("a@b.fr"), "note": .text("two\r\nlines"), "empty": .text("")])
    }

    @Test(arguments: [
        ("multipart/form-data", "x"), ("multipart/form-data; boundary=XX", "--XX\r\nno header"),
        ("multipart/form-data; boundary=XX", "--XX\r\nA: b\r\n\r\nx\r\n--XX--"), ("text/xml", "<a/>"), ("", ""),
        ("application/x-www-form-urlencoded", "a=%00"), ("application/json", "[1]"),
    ])
    func `what is no form is a problem`(contentType: String, body: String) {
        #expect(throws: Problem.self) { try FormBody(bytes: Array(body.utf8), contentType: contentType).fields() }
    }
}
