/// What a request's path names. The path is taken as sent: nothing is percent-decoded, so that `inbox`, `subpath` and
/// `query` are what a signature over the URL covers.
enum RequestTarget: Hashable, Sendable {
    case inbox(String, subpath: String, query: String)
    /// A file of a reply that a provider fetches; the whole path.
    case file(String)
    case health
    case readiness
    case metrics
    /// Answers at once; there only for measuring, where it was switched on.
    case noop
    case unknown

    /// Takes the request line's target: origin form, or absolute form, of which scheme and authority are skipped.
    init(_ target: String) {
        let origin = Self.originForm(target)
        let bytes = origin.utf8
        let question = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        let path = origin[..<question]
        if path.utf8.starts(with: "/in/".utf8) {
            let inboxStart = bytes.index(bytes.startIndex, offsetBy: 4)
            let rest = bytes[inboxStart..<question]
            let inboxEnd = rest.firstIndex(of: UInt8(ascii: "/")) ?? question
            guard inboxStart < inboxEnd else {
                self = .unknown
                return
            }
            let query = question == bytes.endIndex ? "" : String(origin[bytes.index(after: question)...])
            self = .inbox(
                String(origin[inboxStart..<inboxEnd]), subpath: String(origin[inboxEnd..<question]), query: query)
            return
        }
        if path.utf8.starts(with: "/files/".utf8) {
            self = .file(String(path))
            return
        }
        switch path {
        case "/healthz": self = .health
        case "/readyz": self = .readiness
        case "/metrics": self = .metrics
        case "/noop": self = .noop
        default: self = .unknown
        }
    }

    /// The path and query of a request line's target.
    static func originForm(_ target: String) -> Substring {
        if target.utf8.first == UInt8(ascii: "/") { return target[...] }
        for scheme in ["http://", "https://"] where target.utf8.starts(with: scheme.utf8) {
            let authority = target.utf8.dropFirst(scheme.utf8.count)
            guard let slash = authority.firstIndex(of: UInt8(ascii: "/")) else { return "/" }
            return target[slash...]
        }
        return target[...]
    }

    /// Overload must not look like death to who watches, nor hide its own figures.
    var isAnsweredUnderLoad: Bool {
        switch self {
        case .health, .readiness, .metrics: true
        case .inbox, .file, .noop, .unknown: false
        }
    }

    /// The inbox that the path names.
    var inboxName: String? {
        if case .inbox(let name, _, _) = self { name } else { nil }
    }
}
