package import Hummingbird

/// A request's context on the control socket: with the caller's credentials.
package struct PeerRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Nil only where the request did not come through `UnixSocketServer`.
    package let peer: PeerCredentials?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = PeerCredentials.current
    }
}
