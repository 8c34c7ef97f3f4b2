import Glibc

extension StoreError {
    /// What a failed system call means to the store. `what` says what was tried, and on which file.
    static func system(_ what: String, _ code: Int32) -> StoreError {
        let text = "\(what): \(String(cString: strerror(code)))"
        return code == ENOSPC || code == EDQUOT ? .full(text) : .io(text)
    }
}
