import Testing

@testable import Transport

@Suite struct SMTPDialogueTests {
    /// Plays lines beginning with C (a verb) or S (a line of the server).
    private func play(_ lines: String...) -> SMTPDialogue {
        var dialogue = SMTPDialogue()
        for line in lines {
            var text = String(line.dropFirst(3))
            text.withUTF8 { bytes in
                if line.hasPrefix("C") { dialogue.sent(bytes) } else { dialogue.received(bytes) }
            }
        }
        return dialogue
    }

    @Test func eachRecipientHasItsAnswer() {
        let dialogue = play(
            "S: 220 hi", "C: EHLO", "S: 250-sink", "S: 250 PIPELINING", "C: MAIL", "S: 250 ok", "C: RCPT",
            "S: 250 ok", "C: RCPT", "S: 550-5.1.1 no such", "S: 550 5.1.1 user", "C: DATA", "S: 354 go",
            "S: 250 2.0.0 queued as 7")
        #expect(dialogue.recipientReplies.map(\.code) == [250, 550])
        #expect(dialogue.recipientReplies[1].text == "5.1.1 no such 5.1.1 user")
        #expect(dialogue.messageReply == SMTPReply(code: 250, text: "2.0.0 queued as 7"))
        #expect(dialogue.reachesFirst)
    }

    @Test func aRefusalKnowsItsPlace() {
        let dialogue = play(
            "S: 220 hi", "C: EHLO", "S: 250 ok", "C: AUTH", "S: 334 ", "C: dXNlcg", "S: 535 5.7.8 wrong")
        #expect(dialogue.refusal?.stage == .login)
        #expect(dialogue.refusal?.reply.code == 535)
        #expect(!dialogue.reachesFirst)
    }

    @Test(arguments: ["", "x", "25", "abc hello", "2\u{0}0 x"])
    func whatIsNoAnswerIsPassedOver(line: String) {
        let dialogue = play("C: MAIL", "S: \(line)")
        #expect(!dialogue.hasAnswer)
    }

    @Test func aLongAnswerIsCutAndClean() {
        let dialogue = play("C: RCPT", "S: 550 \u{1B}[31m" + String(repeating: "x", count: 5000))
        let text = dialogue.recipientReplies[0].text
        #expect(text.utf8.count <= 500)
        #expect(text.hasPrefix("[31mx"))
    }
}
