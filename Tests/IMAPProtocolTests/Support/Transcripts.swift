@testable import IMAPProtocol

/// What servers say, for tests that cut it, break it and read it.
enum Transcripts {
    static let session = """
        * OK [CAPABILITY IMAP4rev1 SASL-IR ESEARCH LITERAL+ IDLE] ready {5}
        * CAPABILITY IMAP4rev1 ESEARCH UIDPLUS MOVE
        * FLAGS (\\Answered \\Flagged $Label [x])
        * OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Flags
        * 172 EXISTS
        * 1 RECENT
        * OK [UIDVALIDITY 3857529045] UIDs
        * OK [UIDNEXT 4392] next
        * OK [X-ODD "a]b" (c)] odd
        * SEARCH 2 3 4 9
        * ESEARCH (TAG "a2") UID MIN 1 ALL 1:3,7
        * ESEARCH (TAG "a2") UID
        * 3 FETCH (UID 7 RFC822.SIZE 12 INTERNALDATE "17-Jul-1996 02:44:25 -0700" FLAGS (\\Seen) BODY[] {12}
        Hello
        World) 
        * 4 FETCH (BODY[] ~{3+}
        \u{0}\u{1}! UID 8 ENVELOPE ("x" (("a" NIL "b\\"" "c")) {2}
        hi) X-THING atom BODY[HEADER.FIELDS ("A]" B)]<0> "v")
        * 5 FETCH (BODY[] NIL UID 9)
        * 5 EXPUNGE
        * VANISHED (EARLIER) 300:310,411
        * VANISHED 405
        * ENABLED UTF8=ACCEPT
        * LIST (\\HasNoChildren) "/" {3}
        Arx
        * NO [ALERT] Mailbox is at 98% of quota
        * BYE Autologout

        """.crlf

    /// How many there are in it.
    static let responses = 22

    /// A client that has sent one command after another, so that ends of them belong to something.
    static func client(limits: IMAPLimits = IMAPLimits()) -> IMAPClient {
        var client = IMAPClient(limits: limits, expectsGreeting: false)
        for _ in 0..<3 { _ = client.send(.noop) }
        return client
    }
}

extension String {
    /// Bytes with the line ends of the network.
    var crlf: [UInt8] { utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
}

/// SplitMix64: the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
