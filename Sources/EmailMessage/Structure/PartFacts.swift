/// What a part's header says about its content.
struct PartFacts {
    var disposition: ContentDisposition?
    /// Without angle brackets.
    var contentID: String?
    var encoding = TransferEncoding.identity

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ part: MIMEPart) {
        for field in part.fields where field.name.hasPrefix("content-") {
            switch field.name {
            case "content-disposition" where disposition == nil:
                disposition = ContentDisposition(HeaderText.unfolded(bytes, field.value))
            case "content-id" where contentID == nil:
                contentID = MessageIdentifiers.one(HeaderText.unfolded(bytes, field.value))
            case "content-transfer-encoding":
                encoding = TransferEncoding(HeaderText.unfolded(bytes, field.value))
            default: continue
            }
        }
    }
}
