extension ReplyLanguage {
    /// Korean.
    static let korean = ReplyLanguage(
        verbs: ["님이 작성", "작성", "님이 씀", "님이 다음과 같이 썼습니다", "님이 보낸 메시지", "님의 말", "님 작성"],
        from: ["보낸 사람", "보낸사람", "발신"],
        sent: ["보낸 날짜", "날짜", "보낸날짜", "보낸 시간"],
        to: ["받는 사람", "받는사람", "수신"],
        cc: ["참조", "숨은 참조"],
        subject: ["제목"],
        original: ["원본 메시지", "원본 메일", "원본메시지", "원본메일"],
        forwarded: ["전달된 메시지", "전달된 메일", "전달 메시지", "전달된 메시지의 시작"],
        footers: [
            "나의 iphone에서 보냄", "내 iphone에서 보냄", "나의 ipad에서 보냄", "iphone에서 보냄", "갤럭시에서 보냄", "ios용 outlook",
            "android용 outlook", "삼성 모바일에서 보냄", "내 galaxy에서 보냄", "나의 galaxy에서 보냄",
        ],
        passingOn: ["참고하세요", "참고 바랍니다"])
}
