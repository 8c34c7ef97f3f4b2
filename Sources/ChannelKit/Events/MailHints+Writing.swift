import InboxDomain

extension ThreadingHints {
    /// The JSON form; empty lists are left out.
    var json: JSONValue {
        var object = JSONObject([("message_id", .string(messageID))])
        object["reply_token"] = replyToken.map(JSONValue.string)
        if !inReplyTo.isEmpty { object["in_reply_to"] = .array(inReplyTo.map(JSONValue.string)) }
        if !references.isEmpty { object["references"] = .array(references.map(JSONValue.string)) }
        if !to.isEmpty { object["to"] = .array(to.map(\.json)) }
        if !cc.isEmpty { object["cc"] = .array(cc.map(\.json)) }
        return .object(object)
    }
}

extension MailParty {
    var json: JSONValue {
        var object = JSONObject([("address", .string(address))])
        object["name"] = name.map(JSONValue.string)
        return .object(object)
    }
}

extension BounceHints {
    var json: JSONValue {
        var object = JSONObject([("originals", .array(originals.map(JSONValue.string)))])
        if !recipients.isEmpty { object["recipients"] = .array(recipients.map(\.json)) }
        return .object(object)
    }
}

extension BounceHints.Recipient {
    var json: JSONValue {
        var object = JSONObject([("address", .string(address))])
        if isPermanent { object["permanent"] = .bool(true) }
        object["detail"] = detail.map(JSONValue.string)
        return .object(object)
    }
}
