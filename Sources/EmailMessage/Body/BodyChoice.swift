/// Which parts of a message are its bodies.
///
/// Of alternatives the first plain text and the first HTML; of related parts those of the root; of a signed part the
/// first; of a mixed one the first that has any, and the missing kind from a later one where that is how someone sent
/// alternatives without saying so. Parts that are named or marked as attachments are no bodies, unless there is nothing
/// else and it is the first part of all.
struct BodyChoice {
    /// Text for programs: a file also where a message is nothing else.
    private static let forPrograms: Set<String> = [
        "calendar", "rtf", "vcard", "x-vcard", "directory", "x-vcalendar", "csv", "xml",
    ]

    private let parts: [MIMEPart]
    private let facts: [PartFacts]
    /// The chosen ones, as places in the list of parts.
    private(set) var plain: Int?
    private(set) var html: Int?
    /// Further text of a mixed message, in its order: what was written below a picture, or a list's footer.
    private(set) var more: [Int] = []

    private struct Found {
        var plain: Int?
        var html: Int?
        var isEmpty: Bool { plain == nil && html == nil }
    }

    init(_ parts: [MIMEPart], _ facts: [PartFacts]) {
        self.parts = parts
        self.facts = facts
        var found = find(0)
        if found.isEmpty, let first = firstLeaf(), parts[first].type.type == "text",
            !Self.forPrograms.contains(parts[first].type.subtype), facts[first].disposition?.kind != "attachment"
        {
            if parts[first].type.subtype == "html" { found.html = first } else { found.plain = first }
            more = []
        }
        plain = found.plain
        html = found.html
    }

    private func firstLeaf() -> Int? {
        var index = 0
        while let child = parts[index].children.first { index = child }
        return parts[index].isOpened ? nil : index
    }

    /// As deep as the structure is, which is bounded.
    private mutating func find(_ index: Int) -> Found {
        let part = parts[index]
        guard part.isOpened else { return leaf(index) }
        switch part.type.subtype {
        case "alternative":
            return alternative(part)
        case "related": return related(part)
        // The first part of a report is for people.
        case "signed", "report": return part.children.first.map { find($0) } ?? Found()
        case "encrypted": return Found()
        default: return mixed(part)
        }
    }

    private func leaf(_ index: Int) -> Found {
        let type = parts[index].type
        let disposition = facts[index].disposition
        guard type.type == "text" || type.isMultipart, disposition?.kind != "attachment",
            disposition?.parameters["filename"] == nil, type.parameters["name"] == nil
        else { return Found() }
        switch type.subtype {
        case "html", "xhtml": return Found(html: index)
        case "plain", "markdown", "x-markdown", "x-plain": return Found(plain: index)
        // A multipart in which no part was found is read as text.
        default: return type.isMultipart ? Found(plain: index) : Found()
        }
    }

    /// Further text belongs to the alternative in which it stands: what follows a file in the HTML of Apple Mail is in
    /// its plain text already.
    private mutating func alternative(_ part: MIMEPart) -> Found {
        var best = Found()
        let before = more
        var (besidePlain, besideHTML): ([Int], [Int]) = ([], [])
        for child in part.children {
            more = []
            let found = find(child)
            if best.plain == nil, found.plain != nil { (best.plain, besidePlain) = (found.plain, more) }
            if best.html == nil, found.html != nil { (best.html, besideHTML) = (found.html, more) }
        }
        more = before + (best.plain == nil ? besideHTML : besidePlain)
        return best
    }

    private mutating func related(_ part: MIMEPart) -> Found {
        var children = part.children
        if let start = part.type.parameters["start"].flatMap({ MessageIdentifiers.one(Array($0.utf8)) }),
            let root = children.firstIndex(where: { facts[$0].contentID == start })
        {
            children.swapAt(0, root)
        }
        for child in children {
            let found = find(child)
            if !found.isEmpty { return found }
        }
        return Found()
    }

    private mutating func mixed(_ part: MIMEPart) -> Found {
        var best = Found()
        for child in part.children {
            let found = find(child)
            if found.isEmpty { continue }
            if best.isEmpty {
                best = found
            } else if best.plain != nil, best.html == nil, let html = found.html, found.plain == nil,
                parts[child].isOpened == false, more.isEmpty
            {
                best.html = html
            } else {
                more += [found.plain ?? found.html].compactMap { $0 }
            }
        }
        return best
    }
}
