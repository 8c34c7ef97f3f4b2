extension ReplyLanguage {
    /// Dutch.
    static let dutch = ReplyLanguage(
        openings: ["op", "ma", "di", "wo", "do", "vr", "za", "zo"],
        verbs: [
            "schreef", "heeft geschreven", "heeft het volgende geschreven", "het volgende geschreven",
            "schreef het volgende", "schrijft", "citeren",
        ],
        from: ["van", "afzender"],
        sent: ["verzonden", "datum", "verzonden op", "verstuurd", "gestuurd"],
        to: ["aan", "naar"],
        cc: ["cc", "kopie", "bcc", "urgentie", "prioriteit", "antwoord aan"],
        subject: ["onderwerp", "betreft"],
        original: [
            "oorspronkelijk bericht", "origineel bericht", "oorspronkelijke bericht", "originele bericht",
            "oorspronkelijke mail", "oorspronkelijk e-mailbericht",
        ],
        forwarded: [
            "doorgestuurd bericht", "begin doorgestuurd bericht", "doorgezonden bericht",
            "begin van doorgestuurd bericht", "doorgestuurde mail",
        ],
        footers: [
            "verzonden vanaf", "verzonden met", "verstuurd vanaf", "verstuurd met", "verzonden vanuit",
            "verzonden via", "verzonden door", "outlook downloaden voor", "outlook voor ios downloaden",
            "outlook voor android downloaden", "download outlook voor", "verzonden van", "outlook voor ios",
            "outlook voor android",
        ],
        passingOn: ["ter info", "ter informatie", "ter kennisgeving", "zie onder", "zie hieronder", "t.k.n"])
}
