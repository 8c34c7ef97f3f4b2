extension ReplyLanguage {
    /// Polish.
    static let polish = ReplyLanguage(
        openings: [
            "w dniu", "dnia", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "ndz", "poniedziałek", "wtorek", "środa",
            "czwartek", "piątek", "sobota", "niedziela", "wiadomość napisana",
        ],
        verbs: [
            "pisze", "napisał", "napisała", "napisał(a)", "napisał/a", "pisał", "wiadomość napisana przez",
            "użytkownik", "cytowanie",
        ],
        from: ["od", "nadawca"],
        sent: ["wysłano", "data", "wysłane", "wysłany", "data wysłania"],
        to: ["do", "adresat"],
        cc: ["dw", "udw", "kopia", "cc", "ważność", "do wiadomości", "odpowiedz do"],
        subject: ["temat"],
        original: ["wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna", "oryginalny e-mail"],
        forwarded: [
            "przekazana wiadomość", "wiadomość przekazana dalej", "wiadomość przekazana",
            "początek przekazywanej wiadomości", "forwardowana wiadomość", "treść przekazanej wiadomości",
            "przesłana dalej wiadomość",
        ],
        footers: [
            "wysłano z", "wysłane z", "wysłany z", "wysłano za pomocą", "wysłane za pomocą", "pobierz outlook dla",
            "pobierz program outlook", "pobierz aplikację outlook", "uzyskaj outlook", "uzyskaj aplikację outlook",
            "wysłano przez", "wysłana z",
        ],
        passingOn: ["do wiadomości", "dla informacji", "patrz poniżej", "jak niżej", "fyi", "przesyłam"])
}
