/// What someone wrote in a reply, without what they quoted.
package enum ReplyText {
    package static func visible(plain: String) -> String {
        plain
    }

    package static func visible(html: String) -> String {
        HTMLText.readable(from: html)
    }
}
