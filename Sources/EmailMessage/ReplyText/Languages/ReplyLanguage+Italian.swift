extension ReplyLanguage {
    /// Italian.
    static let italian = ReplyLanguage(
        openings: ["il giorno", "il", "in data", "lun", "mar", "mer", "gio", "ven", "sab", "dom", "nel"],
        verbs: ["ha scritto", "ha scritto quanto segue", "scrive", "scriveva", "scrisse", "citando"],
        from: ["da", "mittente"],
        sent: ["inviato", "data", "inviato il", "inviata", "spedito"],
        to: ["a", "per", "destinatario"],
        cc: ["cc", "ccn", "priorità", "rispondi a"],
        subject: ["oggetto", "ogg"],
        original: [
            "messaggio originale", "messaggio d’origine", "email originale", "mail originale", "messaggio d'origine",
        ],
        forwarded: [
            "messaggio inoltrato", "inizio messaggio inoltrato", "inizio del messaggio inoltrato", "mail inoltrata",
            "messaggio inviato",
        ],
        footers: [
            "inviato da", "inviata da", "inviato dal", "inviato con", "inviato tramite", "scarica outlook per",
            "ottieni outlook per", "inviato … dal mio",
        ],
        passingOn: ["per conoscenza", "per info", "per informazione", "vedi sotto", "p.c", "inoltro"])
}
