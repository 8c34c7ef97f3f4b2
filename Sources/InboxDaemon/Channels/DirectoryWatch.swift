import Dispatch
import Glibc
import InboxEngine

/// Waits for a change among the entries of some directories (inotify(7)): a file written and closed, made, renamed or
/// removed. Directories that are not there are not watched, and what file systems of other machines do is not seen.
final class DirectoryWatch: Sendable {
    /// Notified with every change; several at once may count as one.
    let changed = Notifier()
    // Safe: set once, and libdispatch's objects may be used from any thread.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// Nil where the system gives no more watches (`fs.inotify.max_user_instances`).
    init?(_ directories: some Sequence<String>) {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else { return nil }
        let events = [
            IN_CLOSE_WRITE, IN_CREATE, IN_DELETE, IN_MOVED_FROM, IN_MOVED_TO, IN_DELETE_SELF, IN_MOVE_SELF, IN_ONLYDIR,
        ].reduce(UInt32(0)) { $0 | UInt32($1) }
        for directory in directories { _ = inotify_add_watch(descriptor, directory, events) }
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "channel-watch"))
        source.setEventHandler { [changed] in
            // What changed does not matter: whoever waits compares the files.
            withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
                while read(descriptor, buffer.baseAddress, buffer.count) > 0 {}
            }
            changed.notify()
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    deinit {
        source.cancel()
    }
}
