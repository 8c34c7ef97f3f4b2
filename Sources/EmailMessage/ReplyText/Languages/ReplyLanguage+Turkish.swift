extension ReplyLanguage {
    /// Turkish.
    static let turkish = ReplyLanguage(
        verbs: ["şunu yazdı", "yazdı", "şunları yazdı", "tarihinde şunu yazdı"],
        from: ["kimden", "gönderen"],
        sent: ["gönderildi", "tarih", "gönderilme", "gönderme tarihi", "gönderim"],
        to: ["kime", "alıcı"],
        cc: ["bilgi", "cc", "gizli", "önem"],
        subject: ["konu"],
        original: ["orijinal mesaj", "özgün ileti", "asıl mesaj", "özgün mesaj", "orijinal ileti"],
        forwarded: [
            "yönlendirilen ileti", "iletilen mesaj", "yönlendirilmiş mesaj", "iletilen ileti", "i̇letilen ileti",
            "iletinin başlangıcı", "yönlendirilen mesaj",
        ],
        footers: [
            "iphone’umdan gönderildi", "iphone'umdan gönderildi", "ipad’imden gönderildi",
            "samsung cihazımdan gönderildi", "android için outlook", "ios için outlook", "galaxy’den gönderildi",
            "telefonumdan gönderildi", "yahoo mail’den gönderildi",
        ],
        passingOn: ["bilgi için", "bilginize", "bilgilerinize"])
}
