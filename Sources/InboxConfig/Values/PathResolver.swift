/// Makes the paths of the configuration absolute: relative ones count from the folder of the main file.
struct PathResolver {
    /// The main file, as it was named: where problems of the configuration as a whole are.
    let mainFile: String
    /// Absolute.
    let folder: String

    func resolve(_ path: String) -> String {
        Self.normalized(path.hasPrefix("/") ? path : folder + "/" + path)
    }

    /// Without `.`, `..` and doubled slashes; links are not followed.
    static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
