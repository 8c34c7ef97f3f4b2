import ChannelKit
import Foundation
import Testing

@testable import ManifestChannel

/// Holds `docs/channel.schema.json` against the reader: each mapping of a manifest knows the same keys there and here. The
/// reader says which it knows where it meets one that it does not.
@Suite struct ChannelSchemaTests {
    static let schema: JSONValue? = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/channel.schema.json")
        return (try? Data(contentsOf: file)).flatMap { try? JSONValue(parsing: [UInt8]($0)) }
    }()

    /// The definition, and where a mapping of it stands in a manifest: `§` is the place of its keys.
    static let places: [(definition: String, webhook: String, rest: String)] = [
        ("setting", "", "settings: {a: {§}}"), ("webhook", "§", ""),
        ("verify", "verify: {§}", ""), ("token", "verify: {token: {§}}", ""), ("basic", "verify: {basic: {§}}", ""),
        ("hmac", "verify: {hmac: {§}}", ""), ("key", "verify: {hmac: {keys: [{§}]}}", ""),
        ("message_part_object", "verify: {hmac: {message: [{§}]}}", ""),
        ("sorted_params", "verify: {hmac: {message: [{sorted_params: {§}}]}}", ""),
        ("signature", "verify: {hmac: {signature: {§}}}", ""), ("timestamp", "verify: {hmac: {timestamp: {§}}}", ""),
        ("public_key", "verify: {public_key: {§}}", ""),
        ("fetch", "verify: {public_key: {certificate: {§}}}", ""), ("jwt", "verify: {jwt: {§}}", ""),
        ("token_keys", "verify: {jwt: {keys: {§}}}", ""), ("body_hash", "verify: {jwt: {body_hash: {§}}}", ""),
        ("body_digest", "verify: {body_digest: {§}}", ""), ("guard", "guard: [{§}]", ""), ("replay", "replay: {§}", ""),
        ("handshake", "handshake: [{§}]", ""), ("condition", "handshake: [{when: {§}}]", ""),
        ("check", "handshake: [{check: {§}}]", ""), ("fetch", "handshake: [{fetch: {§}}]", ""),
        ("response", "handshake: [{respond: {§}}]", ""), ("ack", "ack: {§}", ""), ("reject", "reject: {§}", ""),
        ("response", "reject: {path: {§}}", ""), ("poll", "", "poll: {§}"), ("normalize", "", "normalize: {§}"),
        ("rate_limit", "limit: {§}", ""), ("auth", "", "auth: {§}"),
        ("client_credentials", "", "auth: {client_credentials: {§}}"),
        ("service_account", "", "auth: {service_account: {§}}"), ("signed_token", "", "auth: {jwt: {§}}"),
        ("session", "", "auth: {session: {§}}"), ("session_create", "", "auth: {session: {create: {§}}}"),
        ("session_refresh", "", "auth: {session: {refresh: {§}}}"),
        ("send", "", "send: {§}"), ("limit", "", "send: {limit: {§}}"), ("idempotent", "", "send: {idempotent: {§}}"),
        ("attachments", "", "attachments: {§}"),
        ("send_attachments", "", "send: {attachments: {§}}"), ("caption", "", "send: {attachments: {caption: {§}}}"),
    ]

    @Test(arguments: places) func knowsTheSameKeys(_ definition: String, _ webhook: String, _ rest: String) throws {
        let schema = try #require(Self.schema)
        let mapping = try #require(schema["$defs"]?[definition], "\(definition)")
        let known = try #require(Self.keys(of: mapping))
        let text = ["name: sample", webhook.isEmpty ? "" : "webhook: {\(webhook)}", rest].joined(separator: "\n")
            .replacing("§", with: "\"§§§§§§§§§§§§§§§§§§§§\": 1")
        #expect(try Self.keysRead(text) == known)
    }

    @Test func knowsTheSameKeysAtTheTop() throws {
        let schema = try #require(Self.schema)
        let known = try #require(Self.keys(of: schema))
        #expect(try Self.keysRead("\"§§§§§§§§§§§§§§§§§§§§\": 1") == known)
    }

    /// Nothing in the schema is without a place that is tested.
    @Test func everyMappingIsTested() throws {
        guard case .object(let definitions)? = Self.schema?["$defs"] else {
            Issue.record("there are no definitions")
            return
        }
        let closed = definitions.members.filter { $0.value["additionalProperties"] == .bool(false) }.map(\.name)
        #expect(Set(closed) == Set(Self.places.map(\.definition)))
    }

    private static func keys(of definition: JSONValue) -> Set<String>? {
        guard case .object(let properties)? = definition["properties"] else { return nil }
        return Set(properties.members.map(\.name))
    }

    /// The keys that the reader names when it meets one that it does not know.
    private static func keysRead(_ manifest: String) throws -> Set<String> {
        let folder = try ChannelFolder(manifest: manifest)
        let prefix = "known here are: "
        let told = try #require(
            folder.diagnostics().first { $0.contains("unknown key \"§") }, "\(folder.diagnostics())")
        let list = try #require(told.range(of: prefix))
        return Set(told[list.upperBound...].split(separator: ", ").map(String.init))
    }
}
