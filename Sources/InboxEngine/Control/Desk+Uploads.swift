package import ControlAPI
import InboxConfig
import InboxDomain
import InboxStore
import Synchronization

extension Desk {
    /// The file is in the store, durably, when this returns; nothing names it until a reply does, and nothing is audited
    /// before. What breaks off, or is too large, leaves nothing behind.
    package func upload(_ upload: Upload, by caller: Caller) async throws -> UploadResult {
        let limit = graph.current.configuration.server.limits.uploadSize
        let name = FileName.safe(upload.name)
        let type = try ReplyFiles.type(of: name, declared: upload.contentType)
        if let length = upload.length, length > limit { throw Self.tooLarge(name, limit) }
        do {
            let writer = try await ledger.blobs.writer()
            try await upload.content { bytes in
                if try await writer.append(bytes) > limit { throw Self.tooLarge(name, limit) }
            }
            let (id, size) = try await writer.finish()
            return UploadResult(
                upload: id.description, name: name, contentType: type.description, size: Int64(size))
        } catch let error as StoreError {
            throw translated(error)
        }
    }

    private static func tooLarge(_ name: String, _ limit: Int) -> ControlError {
        ControlError(
            .tooLarge, "“\(name)” has more than \(limit) bytes",
            hint: "send a link to it, or raise server.limits.upload_size")
    }
}
