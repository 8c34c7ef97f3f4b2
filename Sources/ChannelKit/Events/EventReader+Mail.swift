import InboxDomain

/// The members that only mail has.
extension EventReader {
    func threading() throws(NormalizationError) -> ThreadingHints? {
        guard let value = value("threading") else { return nil }
        let reader = try EventReader(value, name: "\(name).threading")
        return ThreadingHints(
            messageID: try reader.id("message_id"), replyToken: try reader.optionalID("reply_token"),
            inReplyTo: try reader.ids("in_reply_to"), references: try reader.ids("references"),
            to: try reader.parties("to"), cc: try reader.parties("cc"))
    }

    func bounce() throws(NormalizationError) -> BounceHints? {
        guard let value = value("bounce") else { return nil }
        let reader = try EventReader(value, name: "\(name).bounce")
        var recipients: [BounceHints.Recipient] = []
        for value in try reader.list("recipients") {
            let recipient = try EventReader(value, name: "\(reader.name).recipients")
            recipients.append(
                BounceHints.Recipient(
                    address: try recipient.id("address"), isPermanent: try recipient.flag("permanent"),
                    detail: try recipient.optionalText("detail")))
        }
        return BounceHints(originals: try reader.ids("originals"), recipients: recipients)
    }

    private func ids(_ key: String) throws(NormalizationError) -> [String] {
        var ids: [String] = []
        for value in try list(key) {
            guard case .string(let id) = value, !id.isEmpty, id.utf8.count <= EventLimits.shortText else {
                throw .invalid("\(name).\(key) takes texts of 1 to \(EventLimits.shortText) bytes")
            }
            ids.append(id)
        }
        return ids
    }

    private func parties(_ key: String) throws(NormalizationError) -> [MailParty] {
        var parties: [MailParty] = []
        for value in try list(key) {
            let reader = try EventReader(value, name: "\(name).\(key)")
            parties.append(MailParty(address: try reader.id("address"), name: try reader.optionalText("name")))
        }
        return parties
    }

    /// A list of at most `EventLimits.threading` values; none where it is missing.
    private func list(_ key: String) throws(NormalizationError) -> [JSONValue] {
        guard let value = value(key) else { return [] }
        guard case .array(let values) = value else { throw .invalid("\(name).\(key) must be a list") }
        guard values.count <= EventLimits.threading else {
            throw .invalid("\(name).\(key) has more than \(EventLimits.threading)")
        }
        return values
    }
}
