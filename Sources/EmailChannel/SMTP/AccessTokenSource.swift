package import ChannelKit

/// Gives access tokens of OAuth 2 for one account, and gets new ones in time.
package protocol AccessTokenSource: Sendable {
    /// A token that should be good. `rejected` is one that the server has just refused: it is not given again.
    func token(rejected: String?) async throws(SourceFailure) -> String
}
