import ControlAPI

/// What the control API answers.
package struct ControlAnswer: Sendable {
    package enum Body: Sendable {
        case json([UInt8])
        /// Of that content type.
        case content([UInt8], type: String)
        /// Lines of JSON, for as long as the caller listens: each call gives the next ones, already ended by a newline,
        /// or nil at the end.
        case lines(@Sendable () async -> [UInt8]?)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ value: some Encodable) throws -> ControlAnswer {
        ControlAnswer(body: .json(Array(try ControlJSON.encode(value))))
    }

    static func failure(_ error: ControlError, headers: [(name: String, value: String)] = []) -> ControlAnswer {
        // Three texts always encode; an empty body with the right status would still be told apart.
        let body = (try? ControlJSON.encode(ErrorBody(error: error))).map(Array.init) ?? []
        return ControlAnswer(status: error.code.status, headers: headers, body: .json(body))
    }
}
