/// A small page for people: a sentence, and perhaps one button that posts to the same address.
struct Page: Hashable {
    let title: String
    let sentence: String
    var button: String?

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>\(title)</title>
        <style>body{font:18px/1.5 system-ui,sans-serif;max-width:32em;margin:4em auto;padding:0 1em}
        button{font:inherit;padding:.5em 1.5em}</style>
        </head>
        <body>
        <h1>\(title)</h1>
        <p>\(sentence)</p>\(form)
        </body>
        </html>

        """
    }

    private var form: String {
        guard let button else { return "" }
        return """

            <form method="post"><input type="hidden" name="from" value="page"><button>\(button)</button></form>
            """
    }

    static let thanks = Page(title: "Thank you", sentence: "We have received your message.")
    static let unsubscribe = Page(
        title: "Unsubscribe",
        sentence: "Do you wish to receive no more of these e-mails?",
        button: "Unsubscribe"
    )
    static let unsubscribed = Page(
        title: "You are unsubscribed",
        sentence: "You will receive no more of these e-mails."
    )
}
