import Testing

@testable import API

struct PageTests {
    @Test func `the words of a page are never its markup`() {
        let words = "<b>\"\u{301}'&"
        let page = Page(words, Page.sentence(words), Page.button(words, choice: words)).html

        #expect(!page.contains("<b>"))
        #expect(page.ranges(of: "&lt;b&gt;&quot;\u{301}&#39;&amp;").count == 5)
    }
}
