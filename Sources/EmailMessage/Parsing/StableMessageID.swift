/// The identifier of a message whose sender gave it none.
///
/// `sha256.<64 hexadecimal digits>@made.invalid`, where the digits are SHA-256 over the fields From, To, Cc, Date and
/// Subject (name, colon, value on one line, LF; in this order, each occurrence; still encoded) and the body with LF for
/// line ends. Fields that are added on the way do not count, so a message has the same identifier however often, by
/// whichever way and at whichever of our addresses it arrives.
enum StableMessageID {
    static func make(_ message: RawMessage) -> String {
        var sum = SHA256Text()
        for name in ["from", "to", "cc", "date", "subject"] {
            for field in message.fields where field.name == name {
                sum.add(Array("\(name):".utf8) + HeaderText.unfolded(message.bytes, field.value) + [ASCII.lineFeed])
            }
        }
        var lines = LineReader(message.bytes, message.parts[0].body)
        while let line = lines.next() {
            sum.add(UnsafeBufferPointer(rebasing: message.bytes[line]))
            sum.add([ASCII.lineFeed])
        }
        return "sha256.\(sum.text)@made.invalid"
    }
}
