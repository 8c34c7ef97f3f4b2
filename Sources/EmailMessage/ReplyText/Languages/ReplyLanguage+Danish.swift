extension ReplyLanguage {
    /// Danish.
    static let danish = ReplyLanguage(
        openings: ["den", "man", "tir", "ons", "tor", "fre", "lør", "søn", "på"],
        verbs: ["skrev", "skrev følgende", "har skrevet", "skriver"],
        from: ["fra"],
        sent: ["sendt", "dato"],
        to: ["til"],
        cc: ["cc", "kopi", "prioritet"],
        subject: ["emne"],
        original: ["oprindelig meddelelse", "original meddelelse", "oprindelig besked", "oprindelig mail"],
        forwarded: [
            "videresendt meddelelse", "videresendt besked", "start på videresendt besked",
            "start på videresendt meddelelse", "videresendt mail",
        ],
        footers: ["sendt fra", "hent outlook til", "få outlook til", "sendt med"],
        passingOn: ["til orientering", "til info", "se nedenfor", "se nedenstående"])
}
