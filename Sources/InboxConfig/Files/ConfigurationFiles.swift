internal import Foundation
internal import InboxDomain

/// The main file and `conf.d/*.yaml` beside it, merged section by section.
struct ConfigurationFiles {
    private static let mostFiles = 1000

    let path: String
    let problems: Problems
    /// In the order in which they are read.
    private(set) var files: [String] = []
    private(set) var sections: [ConfigNode.Entry] = []
    /// Whether every file was read and parsed.
    private(set) var areReadable = true

    /// Reads them all. The same section in two files is one section; the same key of a section in two files is an error.
    init(path: String, problems: Problems) {
        self.path = path
        self.problems = problems
        for file in [path] + parts() {
            files.append(file)
            var reader = YAMLFile(path: file, problems: problems)
            if let root = reader.read() {
                merge(root)
            } else {
                areReadable = false
            }
        }
    }

    /// By name; hidden files are left out, as editors leave such behind.
    private func parts() -> [String] {
        let folder = URL(filePath: path).deletingLastPathComponent().appending(path: "conf.d").relativePath
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let parts = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
        guard parts.count <= Self.mostFiles else {
            problems.error(SourceLocation(file: folder), "there are more than \(Self.mostFiles) files")
            return []
        }
        return parts.map { folder + "/" + $0 }
    }

    private mutating func merge(_ root: ConfigNode) {
        switch root.content {
        case .none: return
        case .map(let entries): for entry in entries { merge(entry) }
        default:
            problems.error(root.location, "the configuration is a map of sections, not \(root.kind)")
            areReadable = false
        }
    }

    private mutating func merge(_ entry: ConfigNode.Entry) {
        if case .none = entry.value.content { return addIfNew(entry) }
        guard let index = sections.firstIndex(where: { $0.key == entry.key }) else {
            sections.append(entry)
            return
        }
        switch (sections[index].value.content, entry.value.content) {
        case (.none, _):
            sections[index] = entry
        case (.map(var merged), .map(let more)):
            for inner in more {
                if let other = merged.first(where: { $0.key == inner.key }) {
                    problems.error(
                        inner.keyLocation,
                        "“\(inner.key)” in \(entry.key) is defined twice; the other one is at \(other.keyLocation)")
                } else {
                    merged.append(inner)
                }
            }
            sections[index].value.content = .map(merged)
        default:
            problems.error(
                entry.keyLocation, "“\(entry.key)” is defined twice; the other one is at \(sections[index].keyLocation)"
            )
        }
    }

    private mutating func addIfNew(_ entry: ConfigNode.Entry) {
        if !sections.contains(where: { $0.key == entry.key }) { sections.append(entry) }
    }
}
