import ChannelKit
import InboxConfig
import InboxDomain
import InboxEngine
import Logging
import ServiceLifecycle

/// Has the channels read anew when one of their files changes. Nothing is polled.
struct ChannelWatch: Service {
    /// Milliseconds: an editor or a package manager writes several files, and what is half written need not be tried.
    private static let settling: Int64 = 300

    let state: DaemonState
    let graph: GraphHolder
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await watchUntilCancelled()
            // A service that ends would take the daemon with it.
            while !Task.isCancelled { try? await time.sleep(until: time.now().adding(seconds: 3600)) }
        }
    }

    private func watchUntilCancelled() async {
        while !Task.isCancelled {
            let directories = graph.current.channelDirectories
            guard let watch = DirectoryWatch(directories) else {
                logger.warning("Changes of channels are not noticed: the system gives no more inotify instances.")
                return
            }
            // What changed before the watch began is found now.
            await state.rereadChannels()
            await change(of: watch, over: directories)
        }
    }

    /// Returns once a file has changed, or other directories are to be watched.
    private func change(of watch: DirectoryWatch, over directories: Set<String>) async {
        while !Task.isCancelled {
            let replaced = graph.replaced.generation
            guard graph.current.channelDirectories == directories else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await watch.changed.wait(past: 0) }
                group.addTask { await graph.replaced.wait(past: replaced) }
                await group.next()
                group.cancelAll()
            }
            guard watch.changed.generation == 0 else {
                try? await time.sleep(until: time.now().adding(milliseconds: Self.settling))
                return
            }
        }
    }
}

extension EngineGraph {
    /// Where files of channels may change: the folders of those in use, and the directories in which they are looked for.
    var channelDirectories: Set<String> {
        Set(configuration.channelDirectories).union(channels.filter { $0.condition != .unused }.map(\.folder))
    }
}
