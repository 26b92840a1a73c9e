import Automation
import Testing

struct WebAddressTests {
    @Test(arguments: [
        ("https://www.example.com/a?b=1#c", "https://www.example.com/a?b=1#c"),
        ("https://bücher.example/é?q=à la#ü", "https://xn--bcher-kva.example/%C3%A9?q=%C3%A0%20la#%C3%BC"),
        ("https://BÜCHER.example:8080/", "https://xn--bcher-kva.example:8080/"),
        ("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah"), ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("https://us er:pässe@x.example/", "https://us%20er:p%C3%A4sse@x.example/"),
        ("https://x.example/a b%20c%C3", "https://x.example/a%20b%20c%C3"),
        (" https://x.example/a\r\nLocation: b ", "https://x.example/aLocation:%20b"),
        ("https://x.example/\"<>^`{|}\\?\\", "https://x.example/%22%3C%3E%5E%60%7B%7C%7D/?%5C"),
        ("https://x.example/\u{0}\u{7F}\u{85}", "https://x.example/%00%7F%C2%85"),
        ("HTTP://x.example", "HTTP://x.example"), ("/thanks/é", "/thanks/%C3%A9"), ("", ""),
        ("https://♥.example/", "https://%E2%99%A5.example/"),
    ])
    func `an address is written as a header can hold it`(text: String, ascii: String) {
        #expect(WebAddress.ascii(text) == ascii)
        #expect(WebAddress.ascii(ascii) == ascii)
    }

    @Test(arguments: [
        ("https://x.example", "x.example", ""), ("https://x.example?a", "x.example", "?a"),
        ("https://x.example\\@evil.example", "x.example", "\\@evil.example"),
        ("https://a@x.example:1/b", "a@x.example:1", "/b"),
    ])
    func `the authority ends where browsers end it`(text: String, authority: String, rest: String) {
        #expect(WebAddress(text)?.authority == authority)
        #expect(WebAddress(text)?.rest == rest)
    }

    @Test(arguments: [
        "", "x.example", "ftp://x.example", "https:", "https://", "https:///a", "javascript:alert(1)//http://",
    ])
    func `what leads to no server of the web is no web address`(text: String) {
        #expect(WebAddress(text) == nil)
    }
}
