extension ReplyLanguage {
    /// Japanese. Gmail ends its line with the address, without a verb.
    static let japanese = ReplyLanguage(
        verbs: [
            "のメール", "wrote", "は書きました", "さんは書きました", "は次のように書きました", "が書きました", "に書きました", "が書いたメール", "のメッセージ", "からのメッセージ",
        ],
        from: ["差出人", "送信者", "送信元", "発信者", "from"],
        sent: ["送信日時", "日時", "送信日", "日付", "送信時刻", "date"],
        to: ["宛先", "to"],
        cc: ["cc", "bcc", "重要度", "返信先"],
        subject: ["件名", "題名", "subject"],
        original: ["元のメッセージ", "オリジナルメッセージ", "元のメール", "original message", "元のメールメッセージ", "元メッセージ"],
        forwarded: ["転送メッセージ", "転送されたメッセージ", "転送されたメール", "転送メール", "転送ここから", "転送元メッセージ", "フォワードされたメッセージ"],
        footers: [
            "iphoneから送信", "ipadから送信", "私のiphoneから送信", "androidから送信", "スマートフォンから送信", "outlook for ios",
            "outlook for android", "windows 版のメールから送信", "yahoo!メールから送信", "yahoo!メール アプリから送信", "yahoo!メールアプリから送信",
            "galaxyから送信", "xperiaから送信", "iphone から送信",
            "ipad から送信", "android から送信", "outlook for iosを入手", "docomoのスマートフォンから", "ios 版 outlook",
            "android 版 outlook", "ios版outlook", "携帯電話から送信", "protonmail で送信",
        ],
        passingOn: ["ご参考まで", "参考まで", "転送します", "転送いたします", "下記参照", "以下の通り"])
}
