/// HTML as text for people.
package enum HTMLText {
    package static func readable(from html: String) -> String {
        html
    }
}
