/// What stands behind a mail server: the engine, or a stand-in in tests. Calls may come from any thread.
package protocol MailIntake: Sendable {
    /// The inbox that has the address, by the configuration in force; nil where none has. Quick: it is asked in the middle
    /// of a session.
    func inbox(for address: String) -> String?

    /// Stores all of them as pending, in one transaction, and returns once they are fsynced. Only then may the sender be
    /// told. Throws where the ledger could not be written: then nothing of it happened.
    func store(_ deliveries: [MailDelivery]) async throws
}

/// One mail for one inbox.
package struct MailDelivery: Sendable {
    package var inbox: String
    package var delivery: IncomingDelivery

    package init(inbox: String, delivery: IncomingDelivery) {
        self.inbox = inbox
        self.delivery = delivery
    }
}
