/// Reply codes in the words of mail systems.
enum StatusText {
    /// The first enhanced status code (RFC 3463) in a text: `5.1.1`; nil where there is none.
    static func enhanced(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var position = 0
        while position + 4 < bytes.count {
            defer { position += 1 }
            let isStart =
                position == 0 || !(ASCII.isAlphanumeric(bytes[position - 1]) || bytes[position - 1] == ASCII.dot)
            guard isStart, "245".utf8.contains(bytes[position]), bytes[position + 1] == ASCII.dot else { continue }
            let subject = digits(bytes, position + 2)
            let dot = position + 2 + subject
            guard subject >= 1, subject <= 3, dot < bytes.count, bytes[dot] == ASCII.dot else { continue }
            let detail = digits(bytes, dot + 1)
            let end = dot + 1 + detail
            // An address of the internet has four numbers.
            guard detail >= 1, detail <= 3,
                !(end + 1 < bytes.count && bytes[end] == ASCII.dot && ASCII.isDigit(bytes[end + 1]))
            else { continue }
            return bytes[position..<end].text
        }
        return nil
    }

    /// The class of the first SMTP reply code: 5 of `550 no such user`; nil where there is none.
    static func replyClass(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        for position in bytes.indices where bytes[position] == UInt8(ascii: "4") || bytes[position] == UInt8(ascii: "5")
        {
            guard position == 0 || !ASCII.isAlphanumeric(bytes[position - 1]) && bytes[position - 1] != ASCII.dot,
                digits(bytes, position) == 3,
                bytes[position + 1] <= UInt8(ascii: "5"),
                position + 3 == bytes.count || " -:".utf8.contains(bytes[position + 3])
            else { continue }
            return Int(bytes[position] - 48)
        }
        return nil
    }

    private static func digits(_ bytes: [UInt8], _ start: Int) -> Int {
        var count = 0
        while count < 4, start + count < bytes.count, ASCII.isDigit(bytes[start + count]) { count += 1 }
        return count
    }
}
