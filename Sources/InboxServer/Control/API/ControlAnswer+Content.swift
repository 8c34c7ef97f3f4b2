import ControlAPI

extension ControlAnswer {
    /// What a customer attached, so that no browser runs it: as a download, never sniffed again, and without scripts where
    /// it is opened all the same.
    static func content(_ content: AttachmentContent) -> ControlAnswer {
        ControlAnswer(
            headers: [
                ("content-disposition", disposition(content.name)), ("x-content-type-options", "nosniff"),
                ("content-security-policy", "sandbox; default-src 'none'"),
            ], body: .content(content.bytes, type: content.sniffedType))
    }

    /// RFC 6266: a plain name for all, and where that is not the sender's the real one (RFC 8187). Path separators and
    /// control characters are in neither.
    static func disposition(_ name: String?) -> String {
        let clean = (name ?? "").unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map {
            $0 == "/" || $0 == "\\" ? "_" : String($0)
        }.joined().prefix(150)
        let shown = clean.isEmpty || clean.allSatisfy { $0 == "." } ? "attachment" : String(clean)
        let plain = shown.unicodeScalars.map { scalar in
            scalar.isASCII && scalar != "\"" && scalar != "%" ? String(scalar) : "_"
        }.joined()
        guard plain != shown else { return "attachment; filename=\"\(plain)\"" }
        let encoded = shown.utf8.map { byte -> String in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }.joined()
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }
}
