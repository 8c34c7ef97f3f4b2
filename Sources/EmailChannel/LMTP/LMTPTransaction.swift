/// One message with its envelope, complete, on its way to the ledger.
package struct LMTPTransaction: Sendable {
    package struct Recipient: Sendable, Hashable {
        /// As the client wrote it, without brackets.
        package var address: String
        /// The inbox that it belongs to.
        package var inbox: String
    }

    /// The reverse path without brackets; empty for the null path of bounces.
    package var sender: String
    /// In the order of the `RCPT` commands, of which each gets a reply.
    package var recipients: [Recipient] = []
    /// What the client called itself in `LHLO`.
    package var client: String
    /// The message as sent, dots unstuffed; lines end as they came.
    package var body: [UInt8] = []
    /// What the body takes of the memory for bodies.
    package let lease: MailMemory.Lease

    /// The recipients' addresses by inbox, both in the order of their first mention: each inbox gets one delivery.
    package var inboxes: [(inbox: String, addresses: [String])] {
        var places: [String: Int] = [:]
        var result: [(inbox: String, addresses: [String])] = []
        for recipient in recipients {
            if let place = places[recipient.inbox] {
                result[place].addresses.append(recipient.address)
            } else {
                places[recipient.inbox] = result.count
                result.append((recipient.inbox, [recipient.address]))
            }
        }
        return result
    }
}
