import ChannelKit
import Foundation
package import InboxDomain
package import Transport

/// All channels that are described by folders.
package enum ManifestLibrary {
    /// Loads every folder that has a `channel.yaml`, from each directory in turn; of two of one name the first holds. A
    /// directory that is not there has none. Broken folders are left out, and everything wrong with them is said.
    package static func load(
        directories: [String], exchange: any HTTPExchange, timeout: Duration = .seconds(30)
    ) -> (factories: [ManifestChannelFactory], diagnostics: [Diagnostic]) {
        var factories: [ManifestChannelFactory] = []
        var diagnostics: [Diagnostic] = []
        for folder in folders(in: directories) {
            do throws(ChannelConfigurationError) {
                factories.append(try ManifestChannelFactory(folder: folder, exchange: exchange, timeout: timeout))
            } catch {
                diagnostics += error.diagnostics
            }
        }
        return (factories, diagnostics)
    }

    /// The folders of channels, by the rule of `load`, without reading them.
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
