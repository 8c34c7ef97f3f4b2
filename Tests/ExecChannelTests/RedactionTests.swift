import InboxDomain
import Testing

@testable import ExecChannel

@Suite struct RedactionTests {
    @Test func secretsAndControlCharactersStayOut() {
        let redaction = Redaction(["swordfish", "sword", "abc"])
        #expect(redaction.clean(Array("x swordfish\u{1B}[2J y sword abc".utf8)) == "x [secret].[2J y [secret] abc")
    }

    @Test func aSecretAtTheCutIsNotLeftInHalf() {
        let redaction = Redaction(["swordfish"])
        #expect(redaction.clean(Array("12345 swordfish".utf8), limit: 10) == "12345 [sec…")
        #expect(redaction.clean(Array("short".utf8), limit: 10) == "short")
    }

    @Test func anAdapterHasSixtyLinesAMinute() {
        var allowance = LogAllowance()
        let admitted = (0..<100).map { _ in allowance.admit(at: Instant(milliseconds: 60_000)).isAdmitted }
        #expect(admitted.count { $0 } == 60)
        let next = allowance.admit(at: Instant(milliseconds: 120_000))
        #expect(next.isAdmitted)
        #expect(next.dropped == 40)
    }
}
