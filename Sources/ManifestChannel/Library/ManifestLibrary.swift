package import ChannelKit
import Foundation
import InboxDomain
import Synchronization
package import Transport

/// The channels that folders describe, kept from one reload to the next, each for itself: a folder is read anew only where
/// one of its files changed, and one that cannot be used keeps the last version that could. Where nothing changed, an inbox
/// keeps its very adapter, and with it compiled programs, fetched keys and what it remembers of replays.
///
/// Only channels that inboxes are of are read. Everything may be called from any thread, but one look at a time: between
/// `factories(in:timeout:)` and the last adapter made by them.
package final class ManifestLibrary: Sendable {
    private let exchange: any HTTPExchange
    private let shelves = Mutex<[String: ManifestShelf]>([:])
    private let readings = Atomic(0)

    /// How often the files of a channel were read, because they were new or had changed.
    package var generation: Int { readings.load(ordering: .relaxed) }

    /// `exchange` carries what the inboxes send.
    package init(exchange: any HTTPExchange) {
        self.exchange = exchange
    }

    /// Begins a look: a factory for each folder that is found, by the rule of `folders(in:)`, and for each that an inbox used
    /// when last looked and that is not there any more. Reads no file yet. Each request is sent within `timeout`.
    package func factories(in directories: [String], timeout: Duration) -> [any ChannelFactory] {
        let folders = Self.folders(in: directories)
        let names = shelves.withLock { shelves in
            var next: [String: ManifestShelf] = [:]
            for (name, shelf) in shelves where shelf.isUsed { next[name] = shelf }
            for folder in folders {
                let name = URL(filePath: folder).lastPathComponent
                next[name, default: ManifestShelf(name: name, folder: folder)].folder = folder
            }
            for name in next.keys { next[name]?.beginLook(timeout: timeout) }
            shelves = next
            return next.keys.sorted()
        }
        return names.map { ShelvedChannel(channel: $0, library: self) }
    }

    /// How all channels stand since the last look, by name.
    package var states: [ChannelState] {
        shelves.withLock { $0.values.map(\.state) }.sorted { $0.name < $1.name }
    }

    /// Blocks: compiles the channel's programs where its files changed, some 60 ms.
    fileprivate func makeAdapter(
        for inbox: InboxDefinition, of channel: String
    ) throws(ChannelConfigurationError) -> any ChannelAdapter {
        guard var shelf = shelves.withLock({ $0[channel] }) else {
            throw ChannelConfigurationError([
                Diagnostic(at: inbox.location(of: "channel"), "the channel \"\(channel)\" is not there any more")
            ])
        }
        // Outside the lock, since compiling takes its time; nobody else looks meanwhile.
        if shelf.look(exchange) { readings.add(1, ordering: .relaxed) }
        let made = shelf.adapter(for: inbox)
        shelves.withLock { [shelf] in $0[channel] = shelf }
        return try made.get()
    }

    /// The folders of channels, without reading them: those in each directory in turn that have a `channel.yaml`. Of two of
    /// one name the first holds. A directory that is not there has none.
    package static func folders(in directories: [String]) -> [String] {
        folders(in: directories, with: ManifestLoader.fileName)
    }

    /// The folders that have a file of that name; of two folders of one name the first.
    static func folders(in directories: [String], with fileName: String) -> [String] {
        var seen: Set<String> = []
        var folders: [String] = []
        for directory in directories {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for name in names.sorted()
            where FileManager.default.fileExists(atPath: "\(directory)/\(name)/\(fileName)")
                && seen.insert(name).inserted
            {
                folders.append("\(directory)/\(name)")
            }
        }
        return folders
    }
}

/// A channel of the library; read when the first adapter is made.
private struct ShelvedChannel: ChannelFactory {
    let channel: String
    let library: ManifestLibrary

    func makeAdapter(for inbox: InboxDefinition) throws(ChannelConfigurationError) -> any ChannelAdapter {
        try library.makeAdapter(for: inbox, of: channel)
    }
}
