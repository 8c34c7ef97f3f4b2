import ChannelKit
import InboxDomain

extension ManifestReader {
    /// Reads an `adapter.yaml`; nil only together with a diagnostic.
    mutating func adapter(_ root: YAMLValue) -> AdapterFolder? {
        guard let keys = root.mapping() else { return nil }
        let name = keys.required("name")
        let folderName = String(folder.split(separator: "/").last ?? "")
        if let name, name.scalar != folderName { name.report("the name must be the folder's: \(folderName)") }
        let title = keys["title"]?.text()
        let command = keys.required("command").map(self.command) ?? []
        let specs = keys["settings"]?.mapping().map(settingSpecs) ?? []
        var adapter = AdapterFolder(
            name: folderName, title: title ?? folderName, folder: folder, command: command, settings: specs)
        adapter.memory = keys["memory"].flatMap(size)
        adapter.files = keys["files"].flatMap { number($0, in: AdapterFolder.filesRange) }
        adapter.eventsPerSecond = keys["events_per_second"].flatMap { number($0, in: AdapterFolder.rateRange) }
        keys.finish()
        return problems.diagnostics.isEmpty ? adapter : nil
    }

    /// A program with a slash in its name stands in the folder, unless its path is a full one.
    private func command(_ value: YAMLValue) -> [String] {
        var words = value.list().compactMap { $0.text() }
        guard let program = words.first, !program.isEmpty else {
            if value.isSequence { value.report("the program and its arguments must stand here") }
            return []
        }
        if words.contains(where: { $0.utf8.contains(0) }) { value.report("a word must not have a null byte") }
        if program.contains("/"), !program.hasPrefix("/") { words[0] = "\(folder)/\(program)" }
        return words
    }

    private func number(_ value: YAMLValue, in range: ClosedRange<Int64>) -> Int64? {
        value.integer(in: Int(range.lowerBound)...Int(range.upperBound)).map(Int64.init)
    }

    private func size(_ value: YAMLValue) -> Int64? {
        let range = AdapterFolder.memoryRange
        guard let size = value.scalar.flatMap(AdapterFolder.bytes), range.contains(size) else {
            value.report("this must be a size from \(range.lowerBound >> 20)MiB to \(range.upperBound >> 30)GiB")
            return nil
        }
        return size
    }
}
