import CCurl
import Glibc

/// Receives what a transfer brings. Called on the transport's thread only, in order; must not block.
protocol TransferReceiver: AnyObject, Sendable {
    func head(_ line: UnsafeBufferPointer<UInt8>) -> TransferVerdict
    func body(_ bytes: UnsafeBufferPointer<UInt8>) -> TransferVerdict
    /// Called once; nothing follows it. Nil: the answer is complete.
    func ended(_ failure: HTTPFailure?)
}

enum TransferVerdict {
    case goOn
    /// Hand the same bytes out again after a resume.
    case pause
    case giveUp(String)
}

/// One transfer on its way through libcurl.
///
/// Sendable although not all of it is immutable: `handle`, `payload` and `complaint` are touched by the thread of the `CurlLoop`
/// that the transfer was submitted to, and by no other; the rest is constant.
final class CurlTransfer: LoopTransfer, @unchecked Sendable {
    let checked: CheckedRequest
    let isStream: Bool
    private let receiver: any TransferReceiver
    private let payload: PayloadReader?
    private var handle: OpaquePointer?
    /// Why the receiver gave up.
    private var complaint: String?

    init(_ checked: CheckedRequest, isStream: Bool, receiver: any TransferReceiver) {
        self.checked = checked
        self.isStream = isStream
        self.receiver = receiver
        payload = checked.request.payload.map(PayloadReader.init)
    }

    // MARK: On the loop's thread

    func begin() -> OpaquePointer? {
        if let problem = checked.request.payload.flatMap(PayloadReader.problem) {
            receiver.ended(.invalidRequest("\(checked.peer): \(problem)"))
            return nil
        }
        var code: Int32 = 0
        handle = makeHandle(&code)
        if handle == nil {
            receiver.ended(.invalidRequest("\(checked.peer): libcurl refuses the request (code \(code))"))
        }
        return handle
    }

    func end(code: Int32) {
        let failure = code == 0 ? nil : failure { complaint ?? explanation(code) }
        free()
        receiver.ended(failure)
    }

    func end(because reason: String) {
        let failure = failure { reason }
        free()
        receiver.ended(failure)
    }

    private func failure(_ reason: () -> String) -> HTTPFailure {
        let text = "\(checked.peer): \(reason())"
        return handle.map(ccurl_transfer_sent) ?? 0 > 0 ? .answerLost(text) : .notSent(text)
    }

    private func explanation(_ code: Int32) -> String {
        guard let handle else { return "failed" }
        let text = String(cString: ccurl_transfer_explain(handle, code))
        let systemError = ccurl_transfer_os_error(handle)
        guard systemError != 0, ccurl_transfer_sent(handle) == 0 else { return text }
        return "\(text): \(String(cString: strerror(Int32(truncatingIfNeeded: systemError))))"
    }

    private func free() {
        ccurl_transfer_free(handle)
        handle = nil
    }

    private func makeHandle(_ code: inout Int32) -> OpaquePointer? {
        let request = checked.request
        var options = ccurl_request()
        options.connect_timeout_ms = Milliseconds.positive(min(request.timeout, .seconds(10)))
        if isStream {
            options.silence_seconds = request.timeout > .zero ? max(1, Int(request.timeout.components.seconds)) : 0
            if request.timeout <= .zero { options.connect_timeout_ms = 10_000 }
            options.timeout_ms = request.streamLimit.map(Milliseconds.positive) ?? 0
        } else {
            options.timeout_ms = Milliseconds.positive(request.timeout)
        }
        options.context = Unmanaged.passUnretained(self).toOpaque()
        options.on_header = { context, bytes, count in
            CurlTransfer.deliver(context, bytes, count) { $0.receiver.head($1) }
        }
        options.on_body = { context, bytes, count in
            CurlTransfer.deliver(context, bytes, count) { $0.receiver.body($1) }
        }
        options.give_body = { context, bytes, capacity in
            guard let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.payload?.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: capacity)) ?? 0
        }
        if request.mayConnect != nil {
            options.may_connect = { context, address, count in CurlTransfer.mayConnect(context, address, count) }
        }
        return CStrings.with([request.method, request.url] + checked.headerLines) { strings in
            options.method = strings[0]
            options.url = strings[1]
            options.header_count = checked.headerLines.count
            return request.body.withUnsafeBufferPointer { body in
                options.body = request.payload == nil ? body.baseAddress : nil
                options.body_length = request.payload?.count ?? body.count
                return CStrings.with(request.unixSocket.map { [$0] } ?? []) { socket in
                    options.unix_socket = socket.first ?? nil
                    return strings.dropFirst(2).withContiguousStorageIfAvailable { lines in
                        options.headers = lines.baseAddress
                        return ccurl_transfer_new(&options, &code)
                    } ?? nil
                }
            }
        }
    }

    private static func mayConnect(
        _ context: UnsafeMutableRawPointer?, _ address: UnsafePointer<UInt8>?, _ count: Int
    ) -> Bool {
        guard let context else { return false }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.checked.request.mayConnect?(Array(UnsafeBufferPointer(start: address, count: count))) ?? true
    }

    /// The loop holds the transfer for as long as libcurl may call back.
    private static func deliver(
        _ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: Int,
        _ body: (CurlTransfer, UnsafeBufferPointer<UInt8>) -> TransferVerdict
    ) -> Int {
        guard let context else { return count == 0 ? 1 : 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        switch body(transfer, UnsafeBufferPointer(start: bytes, count: count)) {
        case .goOn: return count
        case .pause: return Int(CCURL_PAUSE)
        case .giveUp(let reason):
            transfer.complaint = reason
            return count == 0 ? 1 : 0
        }
    }
}
