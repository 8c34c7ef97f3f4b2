/// What one session, and all of them together, may take.
package struct LMTPLimits: Sendable, Hashable {
    /// Bytes of a command line, its CRLF included. RFC 5321 §4.5.3.1.4 asks for 512; extensions make lines longer.
    package var commandLine = 2048
    /// Recipients of one transaction: at least 100 (RFC 5321 §4.5.3.1.8). One more gets 452 4.5.3.
    package var recipients = 1000
    /// Bytes of a message, as `SIZE` announces (RFC 1870).
    package var messageSize: Int
    /// Commands since the last message that was stored; one more ends the session.
    package var commands = 5000
    /// Commands that made no sense; one more ends the session.
    package var badCommands = 20
    /// Seconds without a byte; RFC 5321 §4.5.3.2.7 asks for at least five minutes.
    package var idleTime: Int64 = 300
    /// Sessions at a time; one more gets 421.
    package var sessions: Int
    /// Bytes of message bodies that all sessions together hold in memory; where there is no room, `DATA` gets 452 4.3.1.
    package var memory: Int

    package init(messageSize: Int = 32 << 20, sessions: Int = 200, memory: Int = 64 << 20) {
        self.messageSize = messageSize
        self.sessions = sessions
        self.memory = memory
    }
}
