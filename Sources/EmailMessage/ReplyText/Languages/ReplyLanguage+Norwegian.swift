extension ReplyLanguage {
    /// Norwegian.
    static let norwegian = ReplyLanguage(
        openings: ["den", "man", "tir", "ons", "tor", "fre", "lør", "søn", "på"],
        verbs: ["skrev", "skrev følgende", "har skrevet", "skriver"],
        from: ["fra"],
        sent: ["sendt", "dato"],
        to: ["til"],
        cc: ["kopi", "cc", "prioritet"],
        subject: ["emne"],
        original: ["opprinnelig melding", "original melding", "opprinnelig e-post"],
        forwarded: [
            "videresendt melding", "videresendt e-post", "start på videresendt melding",
            "begynnelse på videresendt melding",
        ],
        footers: ["sendt fra", "skaff deg outlook for", "få outlook for", "hent outlook for", "sendt med"],
        passingOn: ["til orientering", "til info", "se under", "se nedenfor"])
}
