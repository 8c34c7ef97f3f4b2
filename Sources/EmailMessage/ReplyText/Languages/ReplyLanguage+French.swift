extension ReplyLanguage {
    /// French.
    static let french = ReplyLanguage(
        openings: ["le", "lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
        verbs: ["a écrit", "a ecrit", "écrit", "a envoyé", "a envoyé le message suivant", "citation de"],
        from: ["de", "expéditeur"],
        sent: ["envoyé", "date", "envoyé le", "envoyé à"],
        to: ["à", "a", "destinataire", "pour"],
        cc: ["cc", "copie", "copie à", "cci", "répondre à", "importance"],
        subject: ["objet", "sujet"],
        original: [
            "message d'origine", "message d’origine", "message original", "message initial", "courriel original",
            "mail original",
        ],
        forwarded: [
            "message transféré", "message transmis", "message réexpédié", "début du message transféré",
            "début du message réexpédié", "courriel transféré", "message suivi",
        ],
        footers: [
            "envoyé de mon", "envoyé depuis", "envoyé à partir de", "envoyé avec", "envoyé par",
            "télécharger outlook pour", "obtenir outlook pour", "obtenez outlook pour", "provenance : courrier",
            "envoyé … de mon", "téléchargez outlook",
        ],
        passingOn: [
            "pour info", "pour information", "pour ton information", "pour votre information", "voir ci-dessous",
            "à toutes fins utiles", "ci-dessous",
        ])
}
