package import ChannelKit
import Foundation
package import InboxDomain

/// The adapters that folders describe, as their files stand.
package struct AdapterLibrary: Sendable {
    /// A folder whose file cannot be used.
    package struct Broken: Sendable {
        package var name: String
        package var folder: String
        package var error: ChannelConfigurationError
    }

    package private(set) var folders: [AdapterFolder] = []
    package private(set) var broken: [Broken] = []

    /// Reads every folder that has an `adapter.yaml`, from each directory in turn; of two of one name the first holds. A
    /// directory that is not there has none.
    package init(directories: [String]) {
        for folder in Self.folders(in: directories) {
            do throws(ChannelConfigurationError) {
                folders.append(try AdapterFolder(folder: folder))
            } catch {
                let name = URL(filePath: folder).lastPathComponent
                let error = ChannelConfigurationError(error.diagnostics, isOfChannel: true)
                broken.append(Broken(name: name, folder: folder, error: error))
            }
        }
    }

    /// The folders, without reading them.
    package static func folders(in directories: [String]) -> [String] {
        ManifestLibrary.folders(in: directories, with: AdapterFolder.fileName)
    }

    /// What is wrong with those that inboxes are of; with one that nobody uses, it is nobody's trouble.
    package func problems(usedBy channels: Set<String>) -> [Diagnostic] {
        broken.filter { channels.contains($0.name) }.flatMap(\.error.diagnostics)
    }
}
