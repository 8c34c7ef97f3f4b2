import Foundation

/// What Python's `email` package reads in a message: a judge that is not ours.
struct PythonMail: Decodable {
    struct File: Decodable {
        var name: String?
        var type: String
        var disposition: String?
        var cid: String?
        var bytes: [UInt8]
    }

    var defects: [String]
    var subject: String
    var from: [String]
    var to: [String]
    var cc: [String]
    var replyTo: [String]
    var messageID: String?
    var inReplyTo: String?
    var references: String?
    var automatic: String?
    var structure: [String]
    var plain: String
    var html: String
    var files: [File]
    var names: [String]

    private static let script = """
        import sys, json, email, email.policy
        raw = sys.stdin.buffer.read()
        m = email.message_from_bytes(raw, policy=email.policy.default.clone(utf8=True))
        # Python reads bytes above ASCII in headers as surrogates; as UTF-8 they are what SMTPUTF8 says.
        text = lambda s: s if s is None else str(s).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        people = lambda f: [text(a.display_name) + " " + text(a.addr_spec) for a in m[f].addresses] if m[f] else []
        files = [p for p in m.walk() if not p.is_multipart() and p.get_content_disposition()]
        json.dump({
            "defects": [repr(d) for p in m.walk() for d in p.defects],
            "subject": text(m["subject"]), "from": people("from"), "to": people("to"), "cc": people("cc"),
            "replyTo": people("reply-to"), "messageID": m["message-id"], "inReplyTo": m["in-reply-to"],
            "references": m["references"], "automatic": m["auto-submitted"],
            "structure": [p.get_content_type() for p in m.walk()],
            "plain": m.get_body(("plain",)).get_content().replace("\\r\\n", "\\n"),
            "html": m.get_body(("html",)).get_content(),
            "files": [{"name": p.get_filename(), "type": p.get_content_type(), "cid": p["content-id"],
                "disposition": p.get_content_disposition(), "bytes": list(p.get_payload(decode=True))} for p in files],
            "names": m.keys(),
        }, sys.stdout)
        """

    static func read(_ raw: [UInt8]) throws -> PythonMail {
        let json = Data(try Python.run(script, input: raw))
        return try JSONDecoder().decode(PythonMail.self, from: json)
    }
}
