package import InboxDomain

/// The access token of one account: kept until shortly before it ends, and got anew by one request at a time, however many
/// ask for it.
package actor TokenCache {
    private let issuer: any TokenIssuer
    private let now: @Sendable () -> Instant
    private var current: AccessToken?
    private var underWay: Task<Result<AccessToken, TokenFailure>, Never>?

    package init(_ issuer: any TokenIssuer, now: @escaping @Sendable () -> Instant) {
        self.issuer = issuer
        self.now = now
    }

    /// A token that should be good. `rejected` is one that the provider has just refused: it is not given again. Throws
    /// what the issuer threw; the next call tries again.
    package func token(rejected: String? = nil) async throws(TokenFailure) -> String {
        if let current, current.text.reveal() == rejected {
            // It stays for what it is refreshed with.
            self.current?.staleAt = now()
        } else if let current, now() < current.staleAt {
            return current.text.reveal()
        }
        let work = underWay ?? start()
        return try await work.value.get().text.reveal()
    }

    /// A task of its own, so that a caller who gives up takes nothing from the others.
    private func start() -> Task<Result<AccessToken, TokenFailure>, Never> {
        let previous = current
        let work = Task {
            let result: Result<AccessToken, TokenFailure>
            do throws(TokenFailure) {
                result = .success(try await issuer.issue(after: previous, at: now()))
            } catch {
                result = .failure(error)
            }
            underWay = nil
            if case .success(let token) = result { current = token }
            return result
        }
        underWay = work
        return work
    }
}
