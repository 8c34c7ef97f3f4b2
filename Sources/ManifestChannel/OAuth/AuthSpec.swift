import ChannelKit
import InboxDomain
import Transport

/// `auth:` of a manifest: how an inbox comes by the token that its requests show, before the inbox's settings are put in.
enum AuthSpec: Sendable {
    /// RFC 6749, 4.4.
    struct ClientCredentials: Sendable {
        var url: Template
        var clientID: TextSource
        /// The name of a setting.
        var clientSecret: String
        var scope: TextSource?
    }

    /// A key file of Google's, and the grant of RFC 7523 with a token that it signs.
    struct ServiceAccount: Sendable {
        /// The name of a setting.
        var key: String
        var scope: TextSource
    }

    /// A JSON Web Token that we sign ourselves: it is the token.
    struct SignedToken: Sendable {
        var algorithm: TokenSigner.Algorithm
        /// The name of a setting.
        var key: String
        var keyID: TextSource?
        var claims: [(name: String, value: TextSource)]
        /// Seconds.
        var lifetime: Int64
    }

    /// A login whose answer has the token and what it is refreshed with.
    struct Session: Sendable {
        var createURL: Template
        var createJSON: [(name: String, value: TextSource)]
        var refreshURL: Template?
        var accessToken: JSONPath
        var refreshToken: JSONPath?
    }

    case clientCredentials(ClientCredentials)
    case serviceAccount(ServiceAccount)
    case signedToken(SignedToken)
    case session(Session)
}

extension AuthSpec {
    /// What gives the tokens of one inbox. Throws where its settings cannot be used.
    func issuer(
        for inbox: InboxDefinition, _ settings: InboxSettings, _ exchange: any HTTPExchange
    ) throws(ChannelConfigurationError) -> any TokenIssuer {
        let reader = Reader(inbox: inbox, settings: settings)
        switch self {
        case .clientCredentials(let spec):
            return ClientCredentialsIssuer(
                endpoint: TokenEndpoint(url: try reader.url(spec.url), exchange: exchange),
                clientID: reader.text(spec.clientID), clientSecret: Secret(reader.text(.setting(spec.clientSecret))),
                scope: spec.scope.map(reader.text))
        case .serviceAccount(let spec):
            guard let account = ServiceAccountKey(json: reader.text(.setting(spec.key))) else {
                throw reader.error(
                    "is not the JSON file of a service account's key, with client_email, private_key and token_uri",
                    at: spec.key)
            }
            return ServiceAccountIssuer(
                account: account, endpoint: TokenEndpoint(url: account.tokenURL, exchange: exchange),
                scope: reader.text(spec.scope))
        case .signedToken(let spec):
            guard let signer = TokenSigner(pem: reader.text(.setting(spec.key)), algorithm: spec.algorithm) else {
                throw reader.error("is no private key in PEM for \(spec.algorithm.rawValue)", at: spec.key)
            }
            return SignedTokenIssuer(
                signer: signer, keyID: spec.keyID.map(reader.text),
                claims: spec.claims.map { ($0.name, reader.text($0.value)) }, lifetime: spec.lifetime)
        case .session(let spec):
            var body = JSONObject()
            for (name, value) in spec.createJSON { body[name] = .string(reader.text(value)) }
            return SessionIssuer(
                endpoint: TokenEndpoint(url: try reader.url(spec.createURL), exchange: exchange), login: body,
                refreshURL: try spec.refreshURL.map(reader.url), accessToken: spec.accessToken,
                refreshToken: spec.refreshToken)
        }
    }

    /// Puts the settings in.
    private struct Reader {
        let inbox: InboxDefinition
        let settings: InboxSettings

        func text(_ source: TextSource) -> String {
            settings.texts(source).first ?? ""
        }

        func url(_ template: Template) throws(ChannelConfigurationError) -> String {
            let url = template.text(for: WebhookRequest(method: "POST"), settings: settings, escapingJSON: false)
            guard TokenEndpoint.isSafe(url), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                let name = template.values.lazy.compactMap { value -> String? in
                    if case .setting(let name) = value { name } else { nil }
                }.first
                throw ChannelConfigurationError([
                    Diagnostic(
                        at: inbox.location(of: name ?? ""),
                        "tokens are got over https://, or http:// on this machine, which this makes impossible")
                ])
            }
            return url
        }

        func error(_ what: String, at setting: String) -> ChannelConfigurationError {
            ChannelConfigurationError([Diagnostic(at: inbox.location(of: setting), "\"\(setting)\" \(what)")])
        }
    }
}
