/// Mailbox names as servers write them where UTF-8 is not enabled (RFC 3501, 5.1.3).
enum ModifiedUTF7 {
    static func encode(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var waiting: [UInt8] = []
        func flush() {
            guard !waiting.isEmpty else { return }
            bytes.append(UInt8(ascii: "&"))
            bytes += Base64Text.encode(waiting, slash: UInt8(ascii: ","), isPadded: false)
            bytes.append(UInt8(ascii: "-"))
            waiting = []
        }
        for unit in name.utf16 {
            if unit == UInt16(UInt8(ascii: "&")) {
                flush()
                bytes += [UInt8(ascii: "&"), UInt8(ascii: "-")]
            } else if unit >= 0x20, unit < 0x7F {
                flush()
                bytes.append(UInt8(unit))
            } else {
                waiting += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            }
        }
        flush()
        return bytes
    }
}
