import ChannelKit
package import InboxDomain

/// How access tokens are got with a refresh token (RFC 6749, 6).
package struct OAuthSettings: Sendable, Hashable {
    package var tokenURL: String
    package var clientID: String
    /// Public clients have none.
    package var clientSecret: Secret?
    package var refreshToken: Secret
    package var scope: String?

    package init(
        tokenURL: String, clientID: String, clientSecret: Secret? = nil, refreshToken: Secret, scope: String? = nil
    ) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
        self.scope = scope
    }

    /// What the tokens are to be good for.
    enum Purpose {
        case reading
        case sending

        /// Microsoft gives out tokens for one of them at a time; Google's are good for both, whatever is asked for.
        var microsoftScope: String {
            switch self {
            case .reading: "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
            case .sending: "https://outlook.office.com/SMTP.Send offline_access"
            }
        }
    }

    /// Reads the map `oauth` of `imap` or `smtp`; nil, and the reasons in the reader, where it cannot be used.
    init?(reading reader: inout SettingsReader, for purpose: Purpose) {
        let provider = reader.text("provider")
        let tenant = reader.text("tenant") ?? "common"
        var scope = reader.text("scope")
        var url = reader.text("token_url")
        switch provider {
        case nil:
            if url == nil {
                reader.report(
                    "oauth needs provider: google or microsoft, or a token_url", at: reader.location(of: "provider"))
            }
        case "google"?: url = url ?? "https://oauth2.googleapis.com/token"
        case "microsoft"?:
            url = url ?? "https://login.microsoftonline.com/\(FormFields.encode(tenant))/oauth2/v2.0/token"
            scope = scope ?? purpose.microsoftScope
        case let other?:
            reader.report(
                "oauth.provider takes google or microsoft, not “\(other.prefix(40))”; others need a token_url",
                at: reader.location(of: "provider"))
        }
        if let url, !TokenEndpoint.isSafe(url) {
            reader.report(
                "oauth.token_url takes https://, or http:// on this machine", at: reader.location(of: "token_url"))
        }
        let clientSecret = reader.secret("client_secret")
        let clientID = reader.text("client_id")
        if clientID == nil { reader.report("oauth needs a client_id", at: reader.location(of: "client_id")) }
        let refreshToken = reader.secret("refresh_token")
        if refreshToken == nil {
            reader.report("oauth needs a refresh_token", at: reader.location(of: "refresh_token"))
        }
        guard let url, let clientID, let refreshToken else { return nil }
        self.init(
            tokenURL: url, clientID: clientID, clientSecret: clientSecret, refreshToken: refreshToken, scope: scope)
    }
}
