/// A source that can say whether the ledger has all that it should have.
package protocol LedgerAuditing: Sendable {
    /// Asks the sender what it has up to the stored cursor, and the ledger by `known` which of it is there. One sentence
    /// for each thing that is missing, safe to show, at most a thousand and then one that counts the rest; empty where
    /// there is none, or nothing was read yet. Changes nothing on either side. May run beside `run`.
    ///
    /// Throws where the sender cannot be asked.
    func gaps(_ sink: any DeliverySink) async throws(SourceFailure) -> [String]
}
