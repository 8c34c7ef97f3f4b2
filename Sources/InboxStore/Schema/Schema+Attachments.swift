extension Schema {
    static let attachments: [String] = []
}
