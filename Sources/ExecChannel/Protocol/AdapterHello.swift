import ChannelKit

/// What an adapter says of itself.
struct AdapterHello: Sendable, Hashable {
    var name: String
    var capabilities: ChannelCapabilities

    /// Throws where it is not one of ours; the text is for the operator.
    init(_ json: JSONValue) throws(LineProblem) {
        guard let version = json["version"]?.integer else { throw LineProblem("hello.version is missing") }
        guard version == ExecProtocol.version else {
            throw LineProblem("it speaks version \(version) of the protocol, not \(ExecProtocol.version)")
        }
        guard let name = json["name"]?.string, !name.isEmpty, name.utf8.count <= 100 else {
            throw LineProblem("hello.name is missing, or longer than 100 bytes")
        }
        self.name = name
        guard let given = json["capabilities"], case .object = given else {
            throw LineProblem("hello.capabilities is missing")
        }
        capabilities = ChannelCapabilities(
            canSend: try Self.flag(given, "send"), textLimit: try Self.limit(given),
            replyWindow: try Self.number(given, "reply_window"),
            idempotency: try Self.flag(given, "idempotent") ? .always : .none)
    }

    private static func flag(_ json: JSONValue, _ name: String) throws(LineProblem) -> Bool {
        switch json[name] {
        case nil, .null?: return false
        case .bool(let flag)?: return flag
        default: throw LineProblem("hello.capabilities.\(name) must be true or false")
        }
    }

    private static func number(_ json: JSONValue, _ name: String) throws(LineProblem) -> Int64? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let number = value.integer, number > 0 else {
            throw LineProblem("hello.capabilities.\(name) must be a whole number above 0")
        }
        return number
    }

    private static func limit(_ json: JSONValue) throws(LineProblem) -> ChannelCapabilities.TextLimit? {
        guard let value = json["text_limit"], !value.isNull else { return nil }
        guard let unit = value["unit"]?.string.flatMap(ChannelCapabilities.TextLimit.Unit.init(rawValue:)),
            let count = value["count"]?.integer, 1...(1 << 20) ~= count
        else {
            throw LineProblem("hello.capabilities.text_limit must be {unit: chars|bytes|utf16, count: 1 to 1048576}")
        }
        return ChannelCapabilities.TextLimit(unit: unit, count: Int(count))
    }
}
