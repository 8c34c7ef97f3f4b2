import Foundation
import Transport

/// A file on this machine that is to go with a reply.
struct UploadFile {
    var path: String
    var size: Int
    /// Whether it stands inside the text.
    var isInline: Bool

    /// Looks at the file. Throws where there is none, or it is no plain file.
    init(_ path: String, isInline: Bool = false) throws(CommandError) {
        // A pipe or a device has no size beforehand.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: Self.resolved(path)),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int,
            FileManager.default.isReadableFile(atPath: path)
        else {
            throw CommandError(.usage, "\(path) is no file, or cannot be read", hint: "nothing was sent")
        }
        self.path = path
        self.size = size
        self.isInline = isInline
    }

    var name: String { URL(filePath: path).lastPathComponent }

    var payload: Payload { Payload(size == 0 ? [] : [.file(path: path, size: size)]) }

    private static func resolved(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }
}
