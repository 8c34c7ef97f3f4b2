extension ReplyLanguage {
    /// German.
    static let german = ReplyLanguage(
        openings: [
            "am", "den", "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag",
            "freitag", "samstag", "sonntag",
        ],
        verbs: ["schrieb", "hat geschrieben", "folgendes geschrieben", "schrieben", "geschrieben", "zitat von"],
        from: ["von"],
        sent: ["gesendet", "datum", "gesendet am", "verschickt", "gesendet um"],
        to: ["an"],
        cc: ["cc", "kopie", "bcc", "wichtigkeit", "priorität", "antwort an"],
        subject: ["betreff", "betr"],
        original: [
            "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "original nachricht",
            "ursprünglicher termin", "ursprüngliche mail", "originalmail", "ursprüngliche e-mail",
            "bitte geben sie ihre antwort oberhalb dieser zeile ein", "bitte antworten sie oberhalb dieser zeile",
        ],
        forwarded: [
            "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
            "weitergeleitete mail", "weitergeleitete e-mail", "weitergeleitet von",
        ],
        footers: [
            "von meinem … gesendet", "gesendet von meinem", "gesendet mit", "gesendet von mail für",
            "gesendet von yahoo", "gesendet von outlook", "gesendet von gmx", "gesendet von der", "gesendet aus",
            "von meinem iphone", "outlook für ios", "outlook für android", "holen sie sich outlook",
            "diese nachricht wurde von meinem", "mit der … mail app gesendet", "von samsung mobile gesendet",
            "von samsung-tablet gesendet", "gesendet über", "von outlook für",
            "diese e-mail wurde von meinem mobiltelefon",
        ],
        passingOn: [
            "zur info", "zur information", "zur kenntnis", "z.k", "zk", "siehe unten", "s.u",
            "zur weiteren bearbeitung", "wie besprochen",
        ])
}
