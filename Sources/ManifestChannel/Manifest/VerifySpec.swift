import ChannelKit

/// `webhook.verify` of a manifest.
indirect enum VerifySpec: Sendable {
    case token(TokenSpec)
    case basic(BasicSpec)
    case hmac(HMACSpec)
    case publicKey(PublicKeySpec)
    case jwt(JWTSpec)
    case bodyDigest(BodyDigestRule)
    case all([VerifySpec])
    case any([VerifySpec])
    case none
}

struct TokenSpec: Sendable {
    var place: RequestPlace
    var prefix: String
    var token: TextSource
}

struct BasicSpec: Sendable {
    var user: TextSource
    var password: TextSource
    var challenge: Bool
}

/// A key of a setting, and how it is written there.
struct KeySpec: Sendable {
    enum Encoding: String, Sendable, CaseIterable {
        case utf8, base64, hex, pem

        /// Nil where the text is not of this encoding.
        func decode(_ text: some StringProtocol) -> [UInt8]? {
            switch self {
            case .utf8: Array(text.utf8)
            case .base64: Base64.decode(text.utf8)
            case .hex: Hex.decode(text.utf8)
            case .pem: PEM.decode(String(text))
            }
        }
    }

    var source: TextSource
    var encoding: Encoding
    var stripPrefix: String
}

struct HMACSpec: Sendable {
    var algorithm: HashAlgorithm
    var mode: SigningKey.Mode
    var keys: [KeySpec]
    var message: [MessagePart]
    var signature: SignaturePlace
    var timestamp: TimestampRule?
}

struct PublicKeySpec: Sendable {
    enum Keys: Sendable {
        case settings([KeySpec])
        case certificate(BodyField, [URLPattern])
    }

    var algorithm: PublicKeyAlgorithm
    var keys: Keys
    var message: [MessagePart]
    var signature: SignaturePlace
    var timestamp: TimestampRule?
}

struct JWTSpec: Sendable {
    enum Keys: Sendable {
        case document(KeyFetcher.Document, TextSource)
        case secret(KeySpec)
    }

    enum Expected: Sendable {
        case oneOf([TextSource])
        case bodyField(BodyField)
    }

    var place: RequestPlace
    var prefix: String
    var algorithms: Set<String>
    var keys: Keys
    /// Nil: any.
    var issuers: [TextSource]?
    var audiences: [TextSource]?
    /// Seconds.
    var leeway: Int64
    var maxAge: Int64?
    var claims: [(path: JSONPath, expected: Expected)]
    var bodyHash: (claim: JSONPath, algorithm: HashAlgorithm)?
    var keyMustContain: [(member: String, field: BodyField)]
}
