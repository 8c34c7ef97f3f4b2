import InboxConfig
import Synchronization

/// Notices that a holiday file changed. Nothing is polled: it is asked when the calendars are about to be used, and then
/// compares the files with how they stood when the configuration was read.
final class HolidayFileWatch: Sendable {
    /// What a reload was tried for last, so that a file with a mistake is tried once, not at every look.
    private let tried = Mutex(FileStamps())

    /// Whether the configuration should be read anew.
    func needsReload(_ configuration: Configuration) -> Bool {
        let known = configuration.holidayFiles
        guard !known.paths.isEmpty else { return false }
        let found = FileStamps(of: known.paths)
        guard found != known else { return false }
        return tried.withLock { tried in
            guard tried != found else { return false }
            tried = found
            return true
        }
    }
}
