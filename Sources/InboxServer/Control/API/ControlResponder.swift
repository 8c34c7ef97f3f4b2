import ControlAPI
import HTTPTypes
package import Hummingbird
import NIOCore

/// Puts `ControlRouter` on HTTP.
package struct ControlResponder: HTTPResponder {
    /// Bytes of a request's body.
    package static let bodyLimit = 1 << 20

    private let router: ControlRouter

    package init(router: ControlRouter) {
        self.router = router
    }

    package func respond(to request: Request, context: PeerRequestContext) async throws -> Response {
        if router.takesFile(method: request.method.rawValue, target: request.head.path ?? "") {
            return Self.response(await router.answer(Self.file(request), from: context.peer))
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyLimit)
        } catch is NIOTooManyBytesError {
            return Self.response(.failure(ControlError(.tooLarge, "the body is larger than \(Self.bodyLimit) bytes")))
        }
        let control = ControlRequest(
            method: request.method.rawValue, target: request.head.path ?? "", body: Array(body.readableBytesView))
        return Self.response(await router.answer(control, from: context.peer))
    }

    private static func file(_ request: Request) -> ControlRequest {
        var control = ControlRequest(method: request.method.rawValue, target: request.head.path ?? "")
        let body = request.body
        control.file = ControlRequest.File(
            contentType: request.headers[.contentType], length: request.headers[.contentLength].flatMap { Int($0) }
        ) { take in
            for try await buffer in body { try await take(Array(buffer.readableBytesView)) }
        }
        return control
    }

    private static func response(_ answer: ControlAnswer) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .json(let bytes):
            headers[.contentType] = "application/json"
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .content(let bytes, let type):
            headers[.contentType] = type
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .lines(let next):
            headers[.contentType] = "application/x-ndjson"
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    while let lines = await next() {
                        try await writer.write(ByteBuffer(bytes: lines))
                    }
                    try await writer.finish(nil)
                })
        }
    }
}
