internal import InboxDomain

/// What stands above the file: a flag of the command line first, then the environment.
struct ConfigurationOverrides {
    struct Value {
        var text: String
        /// Names the flag or the variable in messages.
        var origin: String

        var node: ConfigNode {
            ConfigNode(content: .scalar(text, isPlain: false), location: SourceLocation(file: origin))
        }
    }

    var http: Value?
    var storage: Value?
    var control: Value?

    init(flags: ConfigurationFlags, environment: [String: String]) {
        func value(_ flag: String?, _ name: String, _ variable: String) -> Value? {
            if let flag { return Value(text: flag, origin: name) }
            return environment[variable].flatMap { $0.isEmpty ? nil : Value(text: $0, origin: "$" + variable) }
        }
        http = value(flags.http, "--http", "INBOXD_HTTP")
        storage = value(flags.storage, "--storage", "INBOXD_STORAGE")
        control = value(flags.control, "--control", "INBOXD_CONTROL")
    }
}

/// Settings given on the command line; nil where a flag is absent. Paths in them count from the configuration's folder,
/// as in the file.
package struct ConfigurationFlags: Sendable {
    package var http: String?
    package var storage: String?
    package var control: String?

    package init(http: String? = nil, storage: String? = nil, control: String? = nil) {
        self.http = http
        self.storage = storage
        self.control = control
    }
}
