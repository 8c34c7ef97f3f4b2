/// A secret value: a signing key, a token, a password. It never shows itself: interpolating, printing or dumping one
/// gives `[secret]`. `reveal()` is the only way to its text; call it where the value is used, nowhere else.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    package init(_ value: String) {
        self.value = value
    }

    package func reveal() -> String { value }

    package var description: String { "[secret]" }
    package var debugDescription: String { "[secret]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
