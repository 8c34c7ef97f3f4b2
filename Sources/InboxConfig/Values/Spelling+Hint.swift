internal import InboxDomain

extension Spelling {
    /// `; did you mean “x”?` or, where nothing is near, what there is.
    static func hint(for word: String, among known: some Sequence<String>) -> String {
        if let nearest = nearest(to: word, among: known.sorted()) { return "; did you mean “\(nearest)”?" }
        let all = known.sorted()
        if all.isEmpty { return "" }
        let shown = all.prefix(20).joined(separator: ", ")
        return "; known: \(shown)\(all.count > 20 ? ", …" : "")"
    }
}
