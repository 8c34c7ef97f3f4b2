import CCurl
import Glibc
import Synchronization

/// The thread behind `CurlStreams`: opens connections, and moves bytes where a socket is ready.
final class StreamLoop: Sendable {
    enum Command {
        case open(StreamCore, Duration)
        /// Something changed for this stream: bytes to send, or room for bytes.
        case serve(StreamCore)
        case close(StreamCore)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isStopped = false
    }

    /// Sendable: other threads only wake it, which libcurl allows, and only before the inbox is stopped; the thread
    /// frees it after that.
    private struct Multi: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// A stream with its libcurl handle; only on the thread.
    private struct Open {
        var core: StreamCore
        var handle: OpaquePointer
        /// -1 until it is connected.
        var socket: Int32 = -1
        var isReady = false
    }

    private let inbox = Mutex(Inbox())
    private let multi: Multi

    /// Nil where memory ran out.
    init?() {
        guard ccurl_global_init() == 0, let pointer = ccurl_multi_new(0, 0) else { return nil }
        multi = Multi(pointer: pointer)
    }

    /// False where the loop was stopped: the command is not taken.
    @discardableResult
    func submit(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            inbox.commands.append(command)
            if inbox.commands.count == 1 { ccurl_multi_wakeup(multi.pointer) }
            return true
        }
    }

    func stop() {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return }
            inbox.isStopped = true
            ccurl_multi_wakeup(multi.pointer)
        }
    }

    /// The thread's life; call it once.
    func run() {
        var streams: [ObjectIdentifier: Open] = [:]
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)
        defer { buffer.deallocate() }
        while true {
            let (commands, isStopped) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopped)
            }
            for command in commands { obey(command, &streams) }
            if isStopped { break }
            ccurl_multi_perform(multi.pointer)
            finishConnecting(&streams)
            for (key, stream) in streams where stream.isReady && stream.socket >= 0 {
                streams[key]?.isReady = false
                serve(stream, buffer)
            }
            let next = sweep(&streams)
            wait(&streams, until: next)
        }
        for stream in streams.values {
            stream.core.end(.lost("\(stream.core.address.peer): the transport was shut down"))
            ccurl_stream_free(multi.pointer, stream.handle)
        }
        ccurl_multi_free(multi.pointer)
    }

    private func obey(_ command: Command, _ streams: inout [ObjectIdentifier: Open]) {
        switch command {
        case .open(let core, let limit): open(core, limit, &streams)
        case .serve(let core): streams[ObjectIdentifier(core)]?.isReady = true
        case .close(let core):
            guard let stream = streams.removeValue(forKey: ObjectIdentifier(core)) else { return }
            ccurl_stream_free(multi.pointer, stream.handle)
        }
    }

    private func open(_ core: StreamCore, _ limit: Duration, _ streams: inout [ObjectIdentifier: Open]) {
        guard !core.hasEnded else { return }
        let address = core.address
        let scheme =
            switch address.security {
            case .tls: "https"
            case .imapStartTLS: "imap"
            case .loopbackOnly: "http"
            }
        var code: Int32 = 0
        let strings = ["\(scheme)://\(address.peer)"] + (address.authorities.map { [$0] } ?? [])
        let handle = CStrings.with(strings) { strings in
            var options = ccurl_stream_options()
            options.url = strings[0]
            options.ca_file = strings.count > 1 ? strings[1] : nil
            options.upgrades = address.security == .imapStartTLS
            options.timeout_ms = Milliseconds.positive(limit)
            return ccurl_stream_new(&options, &code)
        }
        guard let handle, ccurl_stream_add(multi.pointer, handle) == 0 else {
            if let handle { ccurl_stream_free(multi.pointer, handle) }
            return core.end(.unreachable("\(address.peer): libcurl refuses the address (code \(code))"))
        }
        streams[ObjectIdentifier(core)] = Open(core: core, handle: handle)
    }

    private func finishConnecting(_ streams: inout [ObjectIdentifier: Open]) {
        var code: Int32 = 0
        while let handle = ccurl_multi_next_done(multi.pointer, &code) {
            guard let (key, stream) = streams.first(where: { $0.value.handle == handle }) else { continue }
            let socket = code == 0 ? ccurl_stream_socket(handle) : -1
            guard socket >= 0 else {
                stream.core.end(failure(stream, code))
                continue
            }
            streams[key]?.socket = socket
            // At once: the first receive ties the connection to its handle, and libcurl's own tidying leaves it alone.
            streams[key]?.isReady = true
            stream.core.becameConnected()
        }
    }

    private func failure(_ stream: Open, _ code: Int32) -> StreamFailure {
        let peer = stream.core.address.peer
        if ccurl_stream_is_plain_only(code) { return .refused("\(peer): the server has no STARTTLS") }
        let text = "\(peer): \(String(cString: ccurl_stream_explain(stream.handle, code)))"
        if ccurl_stream_is_distrust(code) { return .untrusted(text) }
        let number = ccurl_stream_os_error(stream.handle)
        guard number != 0 else { return .unreachable(text) }
        return .unreachable("\(text): \(String(cString: strerror(Int32(truncatingIfNeeded: number))))")
    }

    /// Sends what is to be sent, and takes what is there, as far as there is room.
    private func serve(_ stream: Open, _ buffer: UnsafeMutableBufferPointer<UInt8>) {
        let core = stream.core
        var count = 0
        while core.hasOutgoing {
            var code: Int32 = 0
            core.give { bytes in
                code = ccurl_stream_send(stream.handle, bytes.baseAddress, bytes.count, &count)
                return code == 0 ? count : 0
            }
            if code == Int32(CCURL_AGAIN) { break }
            guard code == 0 else { return core.end(.lost("\(core.address.peer): the connection broke while sending")) }
        }
        while true {
            let room = min(core.room, buffer.count)
            guard room > 0 else { return }
            let code = ccurl_stream_receive(stream.handle, buffer.baseAddress, room, &count)
            if code == Int32(CCURL_AGAIN) { return }
            guard code == 0 else { return core.end(.lost("\(core.address.peer): the connection broke")) }
            guard count > 0 else { return core.end(nil) }
            core.took(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[..<count]))
        }
    }

    /// Frees what has ended and ends what took too long; gives the next deadline.
    private func sweep(_ streams: inout [ObjectIdentifier: Open]) -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        var next: ContinuousClock.Instant?
        for (key, stream) in streams {
            if let deadline = stream.core.expire(now) { next = min(next ?? deadline, deadline) }
            guard stream.core.hasEnded else { continue }
            streams[key] = nil
            ccurl_stream_free(multi.pointer, stream.handle)
        }
        return next
    }

    private func wait(_ streams: inout [ObjectIdentifier: Open], until deadline: ContinuousClock.Instant?) {
        let keys = streams.keys.filter { (streams[$0]?.socket ?? -1) >= 0 }
        var watches = keys.map { key in
            var watch = ccurl_watch()
            guard let stream = streams[key] else { return watch }
            watch.socket = stream.socket
            watch.wants_read = stream.core.room > 0
            watch.wants_write = stream.core.hasOutgoing
            return watch
        }
        // One that wants nothing would still be woken for by a hang-up, again and again.
        watches.removeAll { !$0.wants_read && !$0.wants_write }
        let left = deadline.map { max(1, Milliseconds.positive($0 - .now)) } ?? 60_000
        ccurl_multi_watch(multi.pointer, &watches, UInt32(watches.count), Int32(min(left, 60_000)))
        let ready = Set(watches.filter(\.is_ready).map(\.socket))
        for key in keys where ready.contains(streams[key]?.socket ?? -1) { streams[key]?.isReady = true }
    }
}
