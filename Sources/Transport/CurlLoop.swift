import CCurl
import Glibc
import Synchronization

/// A transfer as the loop sees it. All of it is called on the loop's thread.
protocol LoopTransfer: AnyObject, Sendable {
    /// Makes the libcurl handle; nil, after telling whoever waits, where there is nothing to begin.
    func begin() -> OpaquePointer?
    /// Ends the transfer with libcurl's code and frees the handle, which must have been removed from the multi handle.
    func end(code: Int32)
    func end(because reason: String)
}

/// libcurl's multi handle and the one thread that drives it.
///
/// Other threads leave commands and wake it; all else happens on its own thread, where no call waits except for sockets.
final class CurlLoop: Sendable {
    enum Command {
        case add(any LoopTransfer)
        case cancel(any LoopTransfer)
        case resume(any LoopTransfer)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isStopped = false
    }

    /// The multi handle. Sendable: other threads only wake it, which libcurl allows, and only before the inbox is
    /// stopped; the thread frees it after that.
    private struct Multi: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private let inbox = Mutex(Inbox())
    private let multi: Multi

    /// Nil where memory ran out.
    init?(connections: Int, connectionsPerHost: Int) {
        guard ccurl_global_init() == 0, let pointer = ccurl_multi_new(connections, connectionsPerHost) else {
            return nil
        }
        multi = Multi(pointer: pointer)
    }

    /// False where the loop was stopped: the command is not taken.
    @discardableResult
    func submit(_ command: Command) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return false }
            inbox.commands.append(command)
            // Inside the lock: the handle cannot be freed meanwhile.
            if inbox.commands.count == 1 { ccurl_multi_wakeup(multi.pointer) }
            return true
        }
    }

    /// Takes no more commands and ends every transfer; `run` then returns.
    func stop() {
        inbox.withLock { inbox in
            guard !inbox.isStopped else { return }
            inbox.isStopped = true
            ccurl_multi_wakeup(multi.pointer)
        }
    }

    /// The thread's life; call it once.
    func run() {
        var transfers: [OpaquePointer: any LoopTransfer] = [:]
        var handles: [ObjectIdentifier: OpaquePointer] = [:]
        while true {
            let (commands, isStopped) = inbox.withLock { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopped)
            }
            for command in commands {
                switch command {
                case .add(let transfer):
                    guard let handle = transfer.begin() else { continue }
                    transfers[handle] = transfer
                    handles[ObjectIdentifier(transfer)] = handle
                    ccurl_multi_add(multi.pointer, handle)
                case .cancel(let transfer):
                    guard let handle = handles.removeValue(forKey: ObjectIdentifier(transfer)) else { continue }
                    transfers[handle] = nil
                    ccurl_multi_remove(multi.pointer, handle)
                    transfer.end(because: "cancelled")
                case .resume(let transfer):
                    guard let handle = handles[ObjectIdentifier(transfer)] else { continue }
                    ccurl_transfer_resume(handle)
                }
            }
            if isStopped { break }
            ccurl_multi_perform(multi.pointer)
            var code: Int32 = 0
            while let handle = ccurl_multi_next_done(multi.pointer, &code) {
                guard let transfer = transfers.removeValue(forKey: handle) else { continue }
                handles[ObjectIdentifier(transfer)] = nil
                ccurl_multi_remove(multi.pointer, handle)
                transfer.end(code: code)
            }
            ccurl_multi_poll(multi.pointer, 60_000)
        }
        for (handle, transfer) in transfers {
            ccurl_multi_remove(multi.pointer, handle)
            transfer.end(because: "the transport was shut down")
        }
        ccurl_multi_free(multi.pointer)
    }
}
