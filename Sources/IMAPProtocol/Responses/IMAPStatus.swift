/// How a command ended, or what the server says of itself (RFC 9051, 7.1).
package struct IMAPStatus: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
        case bye = "BYE"
        case preAuthenticated = "PREAUTH"
    }

    package var kind: Kind
    package var code: IMAPCode?
    /// The server's sentence, without control characters, cut to the limit. It may repeat what was sent to it.
    package var text: String

    package init(_ kind: Kind, code: IMAPCode? = nil, text: String = "") {
        self.kind = kind
        self.code = code
        self.text = text
    }

    package var isOK: Bool { kind == .ok }
}

/// A response code: the part of a status that is meant for programs.
package enum IMAPCode: Sendable, Hashable {
    /// People must see the sentence.
    case alert
    case capability([String])
    case permanentFlags([String])
    case readOnly
    case readWrite
    /// The mailbox is not there; CREATE may help.
    case tryCreate
    case uidNext(UInt32)
    case uidValidity(UInt32)
    case authenticationFailed
    case authorizationFailed
    case expired
    case privacyRequired
    case contactAdmin
    case unavailable
    case inUse
    case limit
    case overQuota
    case serverBug
    case alreadyExists
    case nonexistent
    /// Some of the messages are gone.
    case expungeIssued
    /// In upper case.
    case other(String)

    init(name: String) {
        self =
            switch name {
            case "ALERT": .alert
            case "READ-ONLY": .readOnly
            case "READ-WRITE": .readWrite
            case "TRYCREATE": .tryCreate
            case "AUTHENTICATIONFAILED": .authenticationFailed
            case "AUTHORIZATIONFAILED": .authorizationFailed
            case "EXPIRED": .expired
            case "PRIVACYREQUIRED": .privacyRequired
            case "CONTACTADMIN": .contactAdmin
            case "UNAVAILABLE": .unavailable
            case "INUSE": .inUse
            case "LIMIT": .limit
            case "OVERQUOTA": .overQuota
            case "SERVERBUG": .serverBug
            case "ALREADYEXISTS": .alreadyExists
            case "NONEXISTENT": .nonexistent
            case "EXPUNGEISSUED": .expungeIssued
            default: .other(name)
            }
    }
}
