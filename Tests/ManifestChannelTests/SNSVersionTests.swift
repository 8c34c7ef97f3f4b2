import ChannelKit
import Foundation
import InboxDomain
import Testing

@testable import ManifestChannel

/// Amazon SNS signs by SHA-1 (version 1, the default of a topic) or by SHA-256 (version 2): the channel `ses` takes the
/// second alone.
@Suite struct SNSVersionTests {
    private static let now = Instant(milliseconds: 1_772_442_000_000)
    private static let topic = "arn:aws:sns:eu-west-1:123456789012:support-mail"

    private static func request(version: String, signedBy algorithm: PublicKeyAlgorithm) throws -> WebhookRequest {
        let signed = [
            ("Message", #"{"notificationType":"Received"}"#), ("MessageId", "5edc2bd6"),
            ("Timestamp", "2026-03-02T09:00:00.000Z"), ("TopicArn", topic), ("Type", "Notification"),
        ]
        let plain = signed.map { "\($0.0)\n\($0.1)\n" }.joined()
        let signature = try #require(CaseSigner.shared.signature(of: Array(plain.utf8), algorithm))
        let rest = [
            ("SignatureVersion", version), ("Signature", Base64.encode(signature)),
            ("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"),
        ]
        let body = JSONValue.object((signed + rest).map { ($0.0, .string($0.1)) }).json
        return WebhookRequest(method: "POST", body: Array(body.utf8))
    }

    @Test(arguments: [
        ("2", PublicKeyAlgorithm.rsaSHA256, "accept 200"), ("1", .rsaSHA1, "signature_wrong 401"),
        // What it calls itself changes nothing.
        ("1", .rsaSHA256, "accept 200"), ("2", .rsaSHA1, "signature_wrong 401"),
    ])
    func onlySHA256IsTaken(_ version: String, _ algorithm: PublicKeyAlgorithm, expected: String) async throws {
        let folder = try #require(ChannelFoldersTests.folders.first { $0.hasSuffix("/ses") })
        let inbox = InboxDefinition(name: "mail", channel: "ses", settings: ["topic_arn": .text(Self.topic)])
        let factory = try ManifestChannelFactory(folder: folder, exchange: WebhookAdmissionTests.Web([:]))
        let adapter = try await factory.manifestAdapter(for: inbox).forCases()
        let request = try Self.request(version: version, signedBy: algorithm)
        #expect(await WebhookAdmissionTests.settle(adapter.admit(request, now: Self.now)) == expected)
    }
}
