import Automation

/// A small page for people. Works without scripts; a form posts to the page's own address.
struct Page: Hashable {
    let title: String
    /// HTML; `Page` and its parts escape what they put in.
    let body: String

    init(_ title: String, _ parts: String...) {
        self.title = title
        body = parts.joined(separator: "\n")
    }

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>\(HTMLText.escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <h1>\(HTMLText.escaped(title))</h1>
        \(body)
        </body>
        </html>

        """
    }

    private static let style = """
        body{font:18px/1.5 system-ui,sans-serif;max-width:32em;margin:4em auto;padding:0 1em}
        button{font:inherit;padding:.5em 1.5em;margin:.5em .5em .5em 0}
        label{display:block;margin:1em 0}small{display:block;margin-left:1.7em;color:#555}
        """
}

extension Page {
    static func sentence(_ text: String) -> String { "<p>\(HTMLText.escaped(text))</p>" }

    /// A form that posts to the page's own address and says that it is ours.
    static func form(_ parts: String...) -> String {
        """
        <form method="post"><input type="hidden" name="from" value="page">
        \(parts.joined(separator: "\n"))
        </form>
        """
    }

    /// - Parameter choice: what pressing it says, in the field `choice`.
    static func button(_ label: String, choice: String) -> String {
        """
        <button name="choice" value="\(HTMLText.escaped(choice))">\(HTMLText.escaped(label))</button>
        """
    }

    static let thanks = Page("Thank you", sentence("We have received your message."))
}
