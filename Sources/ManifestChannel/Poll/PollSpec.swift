/// `poll:` of a manifest: how an inbox goes and gets what is not pushed.
struct PollSpec: Sendable {
    /// Makes the request of `{cursor, page, now}`; nothing where there is nothing to ask for.
    var request: JQPool
    var reader: PollReader
    /// Seconds between two rounds.
    var interval: Int64
    /// Requests in one round, at most.
    var pages: Int
    /// Differs where the manifest does.
    var fingerprint: String
}
