extension ResponseReader {
    /// What stands after `* `.
    mutating func untagged() throws(IMAPError) -> IMAPResponse {
        if let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { return try numbered() }
        let name = try name()
        if let kind = IMAPStatus.Kind(rawValue: name) { return .status(try status(kind)) }
        skipSpaces()
        switch name {
        case "CAPABILITY": return .capabilities(try words())
        case "ENABLED": return .enabled(try words())
        case "FLAGS": return .flags(try flagList())
        case "SEARCH": return .found(try searchNumbers())
        case "ESEARCH": return .found(try extendedSearch())
        case "VANISHED":
            var isEarlier = false
            if take("(") {
                isEarlier = try self.name() == "EARLIER"
                try expect(")")
                skipSpaces()
            }
            return .vanished(try uidSet(), earlier: isEarlier)
        default: return .other(name)
        }
    }

    private mutating func numbered() throws(IMAPError) -> IMAPResponse {
        let number = try number32()
        try expect(" ")
        let name = try name()
        switch name {
        case "EXISTS": return .exists(number)
        case "RECENT": return .recent(number)
        case "EXPUNGE": return .expunged(number)
        case "FETCH":
            skipSpaces()
            return .fetched(try fetched(number))
        default: return .other(name)
        }
    }

    // MARK: Statuses

    /// What stands after `OK`, `NO` and the like.
    mutating func status(_ kind: IMAPStatus.Kind) throws(IMAPError) -> IMAPStatus {
        skipSpaces()
        let code = next == UInt8(ascii: "[") ? try code() : nil
        skipSpaces()
        let sentence = rest().prefix(limits.text).map { $0 >= 0x20 && $0 != 0x7F ? $0 : UInt8(ascii: " ") }
        return IMAPStatus(kind, code: code, text: String(decoding: sentence, as: UTF8.self))
    }

    /// Lenient: a code that is not as it should be is known by its name alone, and one without an end is prose.
    private mutating func code() throws(IMAPError) -> IMAPCode? {
        var inner = self
        try inner.expect("[")
        guard let name = try? inner.name() else { return nil }
        inner.skipSpaces()
        let code = inner.codeValue(name)
        while let byte = inner.next {
            switch byte {
            case UInt8(ascii: "]"):
                try inner.expect("]")
                self = inner
                return code
            case UInt8(ascii: "\""):
                guard (try? inner.string()) != nil else { return nil }
            default: inner.advance()
            }
        }
        return nil
    }

    private mutating func codeValue(_ name: String) -> IMAPCode {
        var trial = self
        let code: IMAPCode? =
            switch name {
            case "CAPABILITY": (try? trial.words()).map(IMAPCode.capability)
            case "PERMANENTFLAGS": (try? trial.flagList()).map(IMAPCode.permanentFlags)
            case "UIDNEXT": (try? trial.number32()).map(IMAPCode.uidNext)
            case "UIDVALIDITY": (try? trial.number32()).map(IMAPCode.uidValidity)
            default: nil
            }
        guard let code else { return IMAPCode(name: name) }
        self = trial
        return code
    }

    // MARK: Searches

    private mutating func searchNumbers() throws(IMAPError) -> IMAPUIDSet {
        var ranges: [ClosedRange<UInt32>] = []
        while let byte = next, byte != UInt8(ascii: "(") {
            let uid = try number32()
            guard uid > 0 else { throw .malformed("a search found 0") }
            if let last = ranges.last, last.upperBound < .max, last.upperBound + 1 == uid {
                ranges[ranges.count - 1] = last.lowerBound...uid
            } else {
                guard ranges.count < limits.values else { throw .overLimit("a search found more than is kept") }
                ranges.append(uid...uid)
            }
            skipSpaces()
        }
        return IMAPUIDSet(ranges: ranges)
    }

    /// RFC 4731: `(TAG "a1") UID ALL 1:4`. Without ALL, nothing was found.
    private mutating func extendedSearch() throws(IMAPError) -> IMAPUIDSet {
        if next == UInt8(ascii: "(") { try skipValue() }
        var found = IMAPUIDSet()
        skipSpaces()
        while !isAtEnd {
            let name = try name()
            skipSpaces()
            if name == "UID" { continue }
            if name == "ALL" { found = try uidSet() } else { try skipValue() }
            skipSpaces()
        }
        return found
    }

    // MARK: FETCH

    private mutating func fetched(_ sequence: UInt32) throws(IMAPError) -> IMAPFetched {
        var message = IMAPFetched(sequence: sequence)
        try expect("(")
        skipSpaces()
        while !take(")") {
            let name = try name()
            var section: [UInt8]?
            if next == UInt8(ascii: "[") { section = try bracketed() }
            skipSpaces()
            switch (name, section?.isEmpty) {
            case ("UID", nil): message.uid = try number32()
            case ("RFC822.SIZE", nil): message.size = try number()
            case ("FLAGS", nil): message.flags = try flagList()
            case ("INTERNALDATE", nil):
                guard case .bytes(let text)? = try string() else { break }
                message.internalDate = InternalDate.seconds(text)
            case ("BODY", true):
                message.body =
                    switch try string() {
                    case .bytes(let bytes)?: .bytes(bytes)
                    case .skipped(let size)?: .skipped(size: size)
                    case nil: IMAPFetched.Body.none
                    }
            default: try skipValue()
            }
            skipSpaces()
        }
        return message
    }

    /// `[HEADER.FIELDS (SUBJECT)]<0>`, from the bracket on: what stands inside.
    private mutating func bracketed() throws(IMAPError) -> [UInt8] {
        try expect("[")
        var inner: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "]") {
            inner.append(byte)
            if byte == UInt8(ascii: "\"") { _ = try string() } else { advance() }
        }
        try expect("]")
        if take("<") {
            _ = try number()
            try expect(">")
        }
        return inner
    }
}
