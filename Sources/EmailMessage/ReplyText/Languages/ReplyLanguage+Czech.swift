extension ReplyLanguage {
    /// Czech.
    static let czech = ReplyLanguage(
        openings: ["dne", "po", "út", "st", "čt", "pá", "so", "ne"],
        verbs: ["napsal", "napsala", "napsal(a)", "odesílatel", "píše", "napsal/a"],
        from: ["od", "odesílatel"],
        sent: ["odesláno", "datum", "odeslané"],
        to: ["komu", "pro", "příjemce"],
        cc: ["kopie", "skrytá", "kopie:", "důležitost"],
        subject: ["předmět"],
        original: ["původní zpráva", "původní e-mail", "original message", "původní email"],
        forwarded: ["přeposlaná zpráva", "předaná zpráva", "začátek přeposlané zprávy", "začátek přeposílané zprávy"],
        footers: [
            "odesláno z", "odesláno ze", "odesláno pomocí", "získat outlook pro", "stáhnout outlook", "odesláno přes",
            "posláno z",
        ],
        passingOn: ["pro informaci", "na vědomí", "viz níže"])
}
