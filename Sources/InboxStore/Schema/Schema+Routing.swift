extension Schema {
    static let routing: [String] = []
}
