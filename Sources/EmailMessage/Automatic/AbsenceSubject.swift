/// Subjects that programs give absence notes, in common languages.
enum AbsenceSubject {
    private static let beginnings = [
        "out of office", "out of the office", "automatic reply", "auto-reply", "autoreply", "auto reply",
        "auto response", "automatic response", "vacation reply", "abwesend", "abwesenheit", "automatische antwort",
        "automatische abwesenheit", "réponse automatique", "reponse automatique", "absence du bureau",
        "absent du bureau",
        "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina",
        "risposta automatica",
        "fuori sede", "fuori ufficio", "resposta automática", "resposta automatica", "fora do escritório",
        "ausência temporária", "automatisch antwoord", "afwezig", "niet aanwezig", "autosvar", "automatiskt svar",
        "frånvaro", "fraværende", "ikke til stede", "automaattinen vastaus", "odpowiedź automatyczna",
        "odpowiedz automatyczna", "automatyczna odpowiedź", "poza biurem", "nieobecność", "automatická odpověď",
        "mimo kancelář", "automatikus válasz", "otomatik yanıt", "автоматический ответ", "автоответ", "нет на месте",
        "вне офиса", "автоматична відповідь", "自動応答", "自動返信", "不在通知", "自动答复", "自动回复", "自動回覆",
        "自動回复", "자동 회신", "부재중",
    ]

    /// Whether it begins like one.
    static func matches(_ subject: String) -> Bool {
        let text = subject.lowercased()
        return beginnings.contains { text.hasPrefix($0) }
    }
}
