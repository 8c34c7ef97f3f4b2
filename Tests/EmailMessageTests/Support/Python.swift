import Foundation
import Synchronization

/// Runs Python, one at a time: a child that is started while another one's pipes are open would inherit them.
enum Python {
    private static let turn = Mutex(())

    /// What the script prints, given `input` on its standard input and one word as its argument. Blocks.
    static func run(_ script: String, argument: String = "", input: [UInt8]) throws -> [UInt8] {
        try turn.withLock { _ in
            let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Data(script.utf8).write(to: folder.appending(path: "script.py"))
            try Data(input).write(to: folder.appending(path: "input"))
            guard let pipe = popen("cd '\(folder.path)' && python3 script.py \(argument) < input", "r") else {
                throw CocoaError(.executableLoad)
            }
            defer { pclose(pipe) }
            var output: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = fread(&chunk, 1, chunk.count, pipe)
                guard count > 0 else { return output }
                output += chunk[..<count]
            }
        }
    }
}
