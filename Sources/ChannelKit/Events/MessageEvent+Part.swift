import InboxDomain

extension MessageEvent {
    /// One part of a long message. Parts are joined in the order of their numbers; where some are missing after `wait`
    /// seconds, what is there is the message.
    package struct Part: Sendable, Hashable {
        package static let defaultWait: Int64 = 600
        /// Parts of one message: a carrier counts them in a byte.
        static let maximalTotal: Int64 = 255

        /// The same for all parts of one message; unique in the inbox for as long as they wait.
        package var group: String
        /// From 1.
        package var number: Int
        package var total: Int
        package var wait: Int64

        package init(group: String, number: Int, total: Int, wait: Int64 = Self.defaultWait) {
            self.group = group
            self.number = number
            self.total = total
            self.wait = wait
        }

        var json: JSONValue {
            .object([
                ("group", .string(group)), ("number", .number(String(number))), ("total", .number(String(total))),
                ("wait", .number(String(wait))),
            ])
        }
    }
}

extension EventReader {
    /// `part` of a message; nil where it is missing, or where there is only one.
    func part() throws(NormalizationError) -> MessageEvent.Part? {
        guard let value = value("part") else { return nil }
        let reader = try EventReader(value, name: "\(name).part")
        let total = try reader.count("total", in: 1...MessageEvent.Part.maximalTotal)
        let number = try reader.count("number", in: 1...total)
        let wait =
            reader.value("wait") == nil ? MessageEvent.Part.defaultWait : try reader.count("wait", in: 1...86_400)
        let group = try reader.id("group")
        return total == 1 ? nil : MessageEvent.Part(group: group, number: Int(number), total: Int(total), wait: wait)
    }

    private func count(_ key: String, in range: ClosedRange<Int64>) throws(NormalizationError) -> Int64 {
        guard let number = value(key)?.integer ?? value(key)?.string.flatMap({ Int64($0) }), range.contains(number)
        else {
            throw .invalid("\(name).\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
