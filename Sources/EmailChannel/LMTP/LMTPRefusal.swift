/// Why something was refused: a closed set, since it is a metric label.
package enum LMTPRefusal: String, Sendable, CaseIterable {
    /// 550 5.1.1: no inbox has the address.
    case unknownRecipient = "unknown_recipient"
    /// 452 4.5.3.
    case tooManyRecipients = "too_many_recipients"
    /// 552 5.3.4.
    case tooLarge = "too_large"
    /// 452 4.3.1: the bodies in memory are as many as there may be.
    case memory
    /// 550 5.5.2: a dot alone between bare CR or LF, by which a message could be taken for two.
    case ambiguousEnd = "ambiguous_end"
    /// 451 4.3.0: the ledger could not be written.
    case storeFailure = "store_failure"
    /// 5xx: a command that made no sense, at that place or at all.
    case badCommand = "bad_command"
    /// 421: too many commands, or too many bad ones.
    case tooManyCommands = "too_many_commands"
    /// 421: nothing came for too long.
    case idle
    /// 421: as many sessions as there may be.
    case tooManySessions = "too_many_sessions"
    /// 421: the daemon is stopping.
    case stopping
}
