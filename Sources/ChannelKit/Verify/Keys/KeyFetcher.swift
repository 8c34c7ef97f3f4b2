import Synchronization
package import Transport

/// Fetches documents with keys. One belongs to a channel: all its inboxes share what it holds.
package final class KeyFetcher: Sendable {
    package enum Document: String, Sendable, CaseIterable {
        /// A JSON Web Key Set.
        case jwks
        /// OpenID Connect discovery: the address of the key set stands in it.
        case openID = "openid"
        /// Google's object of key id to certificate.
        case certificates = "x509"
    }

    /// Bytes of a document; a longer one is given up.
    private static let maximumSize = 512 << 10
    /// For each document. A sender waits meanwhile, some ten seconds at most.
    private static let timeout = Duration.seconds(4)

    private struct Kind: Hashable {
        var document: Document
        var algorithms: Set<String>
    }

    private let exchange: any HTTPExchange
    private let tokens = Mutex<[Kind: RemoteKeys<JWTKeySet>]>([:])
    /// Certificates that requests name.
    package let certificates: RemoteKeys<CertificateKey>

    package init(exchange: any HTTPExchange) {
        self.exchange = exchange
        certificates = RemoteKeys { url in
            await Self.document(at: url, exchange).flatMap { CertificateKey(pem: $0) }
        }
    }

    /// The keys of tokens, for these algorithms. Addresses come from the configuration.
    package func tokenKeys(_ document: Document, algorithms: Set<String>) -> RemoteKeys<JWTKeySet> {
        tokens.withLock { tokens in
            let kind = Kind(document: document, algorithms: algorithms)
            let keys = tokens[kind] ?? fetching(document, algorithms)
            tokens[kind] = keys
            return keys
        }
    }

    private func fetching(_ document: Document, _ algorithms: Set<String>) -> RemoteKeys<JWTKeySet> {
        RemoteKeys { [exchange] url in
            guard let bytes = await Self.document(at: url, exchange) else { return nil }
            switch document {
            case .jwks: return await JWTKeySet.read(jwks: bytes, algorithms: algorithms)
            case .certificates: return await JWTKeySet.read(certificates: bytes, algorithms: algorithms)
            case .openID:
                guard let next = JSONPath(member: "jwks_uri").text(in: bytes), Self.isSecure(next),
                    let keys = await Self.document(at: next, exchange)
                else { return nil }
                return await JWTKeySet.read(jwks: keys, algorithms: algorithms)
            }
        }
    }

    private static func document(at url: String, _ exchange: any HTTPExchange) async -> [UInt8]? {
        let request = HTTPRequest(
            method: "GET", url: url, headers: [(name: "accept", value: "application/json, */*;q=0.5")],
            timeout: timeout, maximumResponseBytes: maximumSize)
        guard let answer = try? await exchange.perform(request), answer.status == 200 else { return nil }
        return answer.body
    }

    /// https, or plain on this machine.
    package static func isSecure(_ url: String) -> Bool {
        url.hasPrefix("https://")
            || ["http://127.0.0.1:", "http://127.0.0.1/", "http://localhost:", "http://localhost/"].contains {
                url.hasPrefix($0)
            }
    }
}
