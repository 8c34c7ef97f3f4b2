extension ReplyLanguage {
    /// English.
    static let english = ReplyLanguage(
        openings: ["on", "at", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        verbs: ["wrote", "writes", "has written", "said", "quoting"],
        from: ["from"],
        sent: ["sent", "date", "sent on", "sent at"],
        to: ["to"],
        cc: ["cc", "bcc", "reply-to", "reply to", "importance", "organization"],
        subject: ["subject"],
        original: [
            "original message", "original email", "original mail", "original appointment", "reply message",
            "in reply to", "please type your reply above this line", "please reply above this line",
            "reply above this line", "please write your reply above this line",
        ],
        forwarded: [
            "forwarded message", "forwarded mail", "forwarded email", "forwarded by", "begin forwarded message",
            "start of forwarded message", "fwd message",
        ],
        footers: [
            "sent from my", "sent from mail for", "sent from outlook", "sent from yahoo", "sent from proton",
            "sent from aol", "sent from samsung", "sent from gmail", "sent from a mobile", "sent from mobile",
            "sent from windows mail", "sent from nine", "sent from spark", "sent from the all new",
            "sent from xfinity", "sent with proton", "sent with spark", "sent with tuta", "sent via", "sent using",
            "get outlook for", "get bluemail for", "get typeapp for", "sent … from my galaxy", "sent … my phone",
            "secured with tuta", "yahoo mail: search, organize, conquer",
        ],
        passingOn: ["fyi", "for your information", "please see below", "see below", "forwarding this", "for info"])
}
