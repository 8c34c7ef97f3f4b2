extension Schema {
    static let policies: [String] = []
}
