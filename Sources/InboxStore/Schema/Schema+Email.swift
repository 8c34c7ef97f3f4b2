extension Schema {
    static let email: [String] = []
}
