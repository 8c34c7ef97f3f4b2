import Testing

@testable import ManifestChannel

@Suite struct ManifestAuthTests {
    private static func diagnostics(_ auth: String) throws -> [String] {
        try ChannelFolder(
            manifest: ChannelFolder.manifest(
                settings: "token: {type: secret, required: true}\n  server: {type: text}", rest: "auth: {\(auth)}")
        ).diagnostics()
    }

    @Test(arguments: [
        ("", "exactly one of client_credentials, service_account, jwt and session must stand here"),
        (
            "client_credentials: {url: 'https://x', client_id: a, client_secret: b}",
            "a secret does not stand here: name its setting, {setting: name}"
        ),
        (
            "client_credentials: {url: 'https://x', client_id: a, client_secret: {setting: server}}",
            "\"server\" must be of the type secret"
        ),
        (
            "client_credentials: {url: 'https://x/${query a}', client_id: a, client_secret: {setting: token}}",
            "only ${settings.NAME} may stand here"
        ),
        (
            "client_credentials: {url: 'https://x/${settings.token}', client_id: a, client_secret: {setting: token}}",
            "\"token\" is a secret: an answer must not show it"
        ),
        ("jwt: {algorithm: HS256, key: {setting: token}}", "\"HS256\" is not known; did you mean \"RS256\"?"),
        (
            "session: {create: {url: 'https://x', json: {}}, access_token: .a, refresh_token: .b}",
            "refresh and refresh_token go together"
        ),
    ])
    func saysWhatIsWrong(_ auth: String, _ problem: String) throws {
        let told = try Self.diagnostics(auth)
        #expect(told.contains { $0.contains(problem) }, "\(told)")
    }

    @Test(arguments: [
        """
        client_credentials: {url: '${settings.server}/token', client_id: {setting: server},
          client_secret: {setting: token}, scope: s}
        """,
        "service_account: {key: {setting: token}, scope: s}",
        "jwt: {algorithm: RS256, key: {setting: token}, key_id: k, claims: {iss: i}, lifetime: 15m}",
        """
        session: {create: {url: 'https://x', json: {p: {setting: token}}}, refresh: {url: 'https://y'},
          access_token: .a, refresh_token: .b}
        """,
    ])
    func takesEachWay(_ auth: String) throws {
        #expect(try Self.diagnostics(auth) == [])
    }
}
