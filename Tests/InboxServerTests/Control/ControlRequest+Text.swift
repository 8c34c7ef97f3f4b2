import InboxServer

extension ControlRequest {
    /// A request whose body goes where the router wants it.
    init(method: String, target: String, body: String, in router: ControlRouter) {
        self.init(method: method, target: target)
        guard router.takesFile(method: method, target: target) else {
            self.body = Array(body.utf8)
            return
        }
        file = File(contentType: nil, length: body.utf8.count) { take in try await take(Array(body.utf8)) }
    }
}
