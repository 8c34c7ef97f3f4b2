extension ReplyLanguage {
    /// Finnish.
    static let finnish = ReplyLanguage(
        openings: ["ma", "ti", "ke", "to", "pe", "la", "su"],
        verbs: ["kirjoitti", "kirjoitti seuraavaa", "kirjoittaa", "kirjoitti näin"],
        from: ["lähettäjä"],
        sent: ["lähetetty", "päivämäärä", "päiväys", "pvm", "lähetysaika"],
        to: ["vastaanottaja", "vastaanottajat"],
        cc: ["kopio", "cc", "piilokopio", "tärkeys"],
        subject: ["aihe"],
        original: ["alkuperäinen viesti", "alkuperäinen sähköposti"],
        forwarded: ["välitetty viesti", "edelleenlähetetty viesti", "välitetty viesti alkaa", "lähetetty edelleen"],
        footers: ["lähetetty", "hanki outlook", "lataa outlook"],
        passingOn: ["tiedoksi", "ks. alla", "katso alla"])
}
