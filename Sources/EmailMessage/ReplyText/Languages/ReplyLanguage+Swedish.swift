extension ReplyLanguage {
    /// Swedish.
    static let swedish = ReplyLanguage(
        openings: ["den", "mån", "tis", "ons", "tors", "fre", "lör", "sön", "på"],
        verbs: ["skrev", "skrev följande", "har skrivit", "skriver"],
        from: ["från"],
        sent: ["skickat", "datum", "skickades", "skickad"],
        to: ["till"],
        cc: ["kopia", "cc", "hemlig kopia", "prioritet"],
        subject: ["ämne"],
        original: ["ursprungligt meddelande", "originalmeddelande", "ursprungligt mail"],
        forwarded: [
            "vidarebefordrat meddelande", "vidarebefordrat brev", "börja vidarebefordrat meddelande",
            "vidarebefordrat mail",
        ],
        footers: ["skickat från", "skickades från", "hämta outlook för", "skaffa outlook för", "skickat med"],
        passingOn: ["för kännedom", "för info", "se nedan"])
}
