import Foundation

/// Mails of 5 KB as customers send them: text and HTML side by side, with history, in two encodings, the lines of
/// transport above.
enum SampleMail {
    /// Of the same form for the same number; each has an id, a sender and a thread of its own.
    static func mail(_ number: Int) -> [UInt8] {
        let isEncoded = number % 3 == 0
        let reply =
            "Guten Tag,\n\ndas Paket \(number) ist heute nicht gekommen. Können Sie nachsehen, wo es geblieben ist?\n"
        let history = String(
            repeating: "> Ihr Paket hat am Freitag unser Lager verlassen und sollte bald bei Ihnen ankommen.\n",
            count: 8)
        let text = "\(reply)\nAm 02.03.26 um 09:00 schrieb Support:\n\(history)"
        let paragraph = "<p style=\"margin:0cm;font-size:11pt;font-family:Calibri,sans-serif\">"
        let html =
            "<html><body><div>\(paragraph)Guten Tag,</p>\(paragraph)das Paket \(number) ist heute nicht gekommen.</p></div>"
            + "<div class=\"moz-cite-prefix\">Am 02.03.26 um 09:00 schrieb Support:<br></div><blockquote type=\"cite\">"
            + String(repeating: "\(paragraph)Ihr Paket hat am Freitag unser Lager verlassen.</p>", count: 14)
            + "</blockquote></body></html>\n"
        let head = """
            Received: from mx.isp.example (mx.isp.example [192.0.2.7]) by mail.example.com with ESMTPS id A\(number);
             Mon, 2 Mar 2026 09:00:00 +0000
            DKIM-Signature: v=1; a=rsa-sha256; d=isp.example; s=k1; h=From:To:Subject:Date; bh=\(String(repeating: "b", count: 43))=;
             b=\(String(repeating: "s", count: 300))
            From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <customer\(number % 5000)@isp.example>
            To: "Example Support" <support@example.com>
            Subject: =?utf-8?Q?Wo_ist_mein_Paket_\(number)=3F_=28Gr=C3=B6=C3=9Fe_XL=29?=
            Date: Mon, 2 Mar 2026 09:00:00 +0000
            Message-ID: <bench.\(number)@isp.example>
            References: <thread.\(number % 5000)@isp.example>
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_part_\(number)"

            """
        let encoding = isEncoded ? "base64" : "8bit"
        func part(_ type: String, _ body: String) -> String {
            "--=_part_\(number)\nContent-Type: \(type); charset=utf-8\nContent-Transfer-Encoding: \(encoding)\n\n"
                + (isEncoded ? base64(body) : body) + "\n"
        }
        let whole =
            head + "\n" + part("text/plain", text) + part("text/html", html) + "--=_part_\(number)--\n"
        return whole.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    private static func base64(_ text: String) -> String {
        let encoded = Array(Data(text.utf8).base64EncodedString())
        return stride(from: 0, to: encoded.count, by: 76)
            .map { String(encoded[$0..<min($0 + 76, encoded.count)]) }.joined(separator: "\n")
    }
}
