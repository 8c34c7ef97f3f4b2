import Foundation
import InboxDomain
import Yams

/// Reads YAML files.
enum YAMLFile {
    /// Bytes; a manifest or a case is far smaller.
    private static let maximumSize = 8 << 20

    /// The file's one document; nil, and a diagnostic, where it cannot be read.
    static func read(_ path: String, _ problems: DiagnosticList) -> YAMLValue? {
        let file = SourceLocation(file: path)
        guard let data = FileManager.default.contents(atPath: path) else {
            problems.add("cannot be read", at: file)
            return nil
        }
        guard data.count <= maximumSize else {
            problems.add("is larger than \(maximumSize >> 20) MiB", at: file)
            return nil
        }
        do {
            guard let node = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) else {
                problems.add("is empty", at: file)
                return nil
            }
            return YAMLValue(node: node, file: path, problems: problems)
        } catch {
            report(error, of: path, problems)
            return nil
        }
    }

    private static func report(_ error: any Error, of path: String, _ problems: DiagnosticList) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            problems.add(
                "is no YAML: \(problem)", at: SourceLocation(file: path, line: mark.line, column: mark.column))
        default:
            problems.add("is no YAML: \(error)", at: SourceLocation(file: path))
        }
    }
}
