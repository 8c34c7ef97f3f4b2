/// What holds of every message, whatever its bytes are; for tests that make such bytes.
extension ParsedEmail {
    /// Pieces of mail that lead a mutation to places of their own.
    package static let fuzzWords = [
        "\r\n", "\n", "\r", "\r\n\r\n", "\r\n ", "\0", "--", "--b\r\n", "--b--\r\n", "\r\n--b", "boundary=b",
        "boundary=\"",
        "Content-Type: ", "multipart/mixed; boundary=b\r\n\r\n--b\r\n", "multipart/alternative", "multipart/related",
        "multipart/report", "message/rfc822", "message/delivery-status", "text/plain", "text/html", "charset=",
        "charset=utf-8", "charset=iso-2022-jp", "charset=utf-7", "charset=gb18030", "charset=utf-16",
        "; format=flowed; delsp=yes", "Content-Transfer-Encoding: base64\r\n", "quoted-printable", "x-uuencode",
        "Content-Disposition: attachment; filename=", "filename*0*=utf-8''%C3", "filename*1=", "name*99999999999*=",
        "=?utf-8?B?", "=?utf-8?Q?", "=?", "?=", "=?iso-2022-jp?B?GyRC?=", "=?x?q?=?=", "=C3=A9", "=", "=\r\n", "%C3%A9",
        "<", ">", "<a@b.example>", "(", ")", "((((((((", "\"", "\\", ",", ";", ":", "@", "undisclosed:;", "From: ",
        "To: ",
        "Subject: ", "Date: ", "Message-ID: <", "References: <a@b> <", "Return-Path: <>", "From MAILER-DAEMON ",
        "Final-Recipient: rfc822; ", "Action: failed\r\n", "Status: 5.1.1\r\n", "Diagnostic-Code: smtp; 550 ",
        "begin 644 a.txt\n", "\nend\n", "\u{1B}$B", "\u{1B}(B", "+AOk-", "\u{FEFF}", "é", "日本",
    ]

    /// Reads the bytes and says what is wrong with the result; nil where nothing is.
    package static func fuzzProblem(with raw: [UInt8]) -> String? {
        let email = ParsedEmail(parsing: raw)
        if email.messageID.isEmpty { return "the message id is empty" }
        if email.attachments.count > EmailLimits().parts + 100 { return "there are more parts than the limit" }
        let lines = [email.subject, email.messageID] + email.attachments.map(\.filename)
        for text in lines.compactMap({ $0 }) where text.utf8.contains(where: { $0 < 0x20 }) {
            return "a line of text has control characters"
        }
        if email.text?.utf8.contains(0) == true { return "the text has NULs" }
        for attachment in email.attachments.prefix(3) {
            guard let content = ParsedEmail.content(of: attachment.path, in: raw) else {
                return "attachment \(attachment.path) is not found again"
            }
            if content.count != attachment.size || SHA256Text.of(content) != attachment.sha256 {
                return "attachment \(attachment.path) is another one the second time"
            }
        }
        return nil
    }
}
