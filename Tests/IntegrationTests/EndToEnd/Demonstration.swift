import Foundation

/// A daemon on `deploy/config/demo.yaml`, but for its addresses, beside the stand-in that its replies go to.
struct Demonstration {
    static let channels = ["webhook", "telegram", "whatsapp", "slack"]

    let standIn: StandInProcess
    let daemon: DaemonProcess

    static func start() async throws -> Demonstration {
        let standIn = try await StandInProcess.start()
        let daemon = try DaemonProcess(yaml: try configuration(standInPort: standIn.port))
        try await daemon.start()
        return Demonstration(standIn: standIn, daemon: daemon)
    }

    private static func configuration(standInPort: Int) throws -> String {
        let folder = "\(Programs.root)/deploy/config"
        return try String(contentsOfFile: "\(folder)/demo.yaml", encoding: .utf8)
            .replacing("http: 127.0.0.1:8460", with: "http: 127.0.0.1:0")
            .replacing("../../var/run/control.sock", with: "c.sock")
            .replacing("../../var/inbox.db", with: "inbox.db")
            .replacing("[../../channels]", with: "[\"\(Programs.root)/channels\"]")
            .replacing("demo-secrets/", with: "\(folder)/demo-secrets/")
            .replacing(":8471", with: ":\(standInPort)")
    }

    /// Posts a case of a channel's folder, signed with the demo's secrets, and waits until it is processed.
    func post(_ channel: String, case name: String) async throws {
        let result = try await daemon.ctl(
            "channel", "post", "\(Programs.root)/channels/\(channel)", "--case", name, "--to",
            "http://127.0.0.1:\(try daemon.port)/in/demo-\(channel)", "--config", daemon.configurationPath, "--inbox",
            "demo-\(channel)")
        guard result.isDone else { throw ProcessFailure("\(channel)/\(name): \(result.output)\(result.errors)") }
        try await daemon.settled()
    }

    func postAll() async throws {
        for channel in Self.channels { try await post(channel, case: "message") }
    }

    /// The number of the newest active conversation of a channel.
    func conversation(of channel: String) async throws -> String {
        let found = try await daemon.ctlJSON("conversation", "list", "channel:\(channel)")
        guard let id = found["items"][0]["id"].int else { throw ProcessFailure("no conversation: \(found)") }
        return String(id)
    }

    func show(_ conversation: String) async throws -> JSON {
        try await daemon.ctlJSON("conversation", "show", conversation)
    }
}
