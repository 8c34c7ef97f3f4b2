import Crypto
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Large bodies, as files in a folder, each named by the SHA-256 of its content.
///
/// A file appears under its name only when all of it is on the disk, and `put` returns only when the name is, too. So
/// whatever a row of the database names is there. A file that no row names (the daemon stopped in between) does no
/// harm. All work is done on a queue of its own, one thing at a time: no task blocks.
package final class BlobStore: Sendable {
    private let folder: String
    private let queue = DispatchQueue(label: "inbox.blobs")
    private let writers = Atomic<Int>(0)

    /// Opens the folder, or makes it; the one above it has to exist. Removes what an interrupted `put` has left.
    ///
    /// One process at a time may have it open: the lock of the database stands for the folder as well. Blocks.
    package init(folder: String) throws {
        self.folder = folder
        try BlobFile.makeFolder(folder)
        try BlobFile.makeFolder(folder + "/incoming")
        // All of them at once, so that `put` has one folder less to flush.
        for number in 0..<256 {
            let digits = String(number, radix: 16)
            try BlobFile.makeFolder(folder + "/" + (digits.count == 1 ? "0" + digits : digits))
        }
        try BlobFile.flush(folder)
        try BlobFile.flush(URL(filePath: folder).deletingLastPathComponent().path)
        let leftovers = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/incoming")) ?? []
        for name in leftovers { unlink(folder + "/incoming/" + name) }
    }

    /// Stores the content and returns its name once it is durable. Storing it again changes nothing.
    ///
    /// Throws `StoreError.full` where there is no room, `.io` where the disk fails; then nothing is left behind.
    package func put(_ content: [UInt8]) async throws -> BlobID {
        try await perform { [self] in
            let id = BlobID(of: content)
            if try !isThere(id, size: content.count) {
                let incoming = incoming(id.description)
                try BlobFile.write(content, to: incoming)
                try move(incoming, to: id)
            }
            try BlobFile.flush(folder(of: id))
            return id
        }
    }

    /// Begins a blob whose content comes in pieces. Throws a `StoreError`.
    package func writer() async throws -> BlobWriter {
        let number = writers.add(1, ordering: .relaxed).newValue
        return try await perform { [self] in try BlobWriter(self, incoming: incoming("upload-\(number)")) }
    }

    /// The content. Throws `StoreError.corrupt` where the file is missing, or holds something else.
    package func get(_ id: BlobID) async throws -> [UInt8] {
        try await perform { [self] in
            var content: [UInt8] = []
            guard try BlobFile.read(path(of: id), { content.append(contentsOf: $0) }) else {
                throw StoreError.corrupt("blob \(id) is missing")
            }
            guard BlobID(of: content) == id else { throw StoreError.corrupt("blob \(id) is damaged") }
            return content
        }
    }

    /// The first bytes of the content, at most `count`, unchecked. Throws `StoreError.corrupt` where the file is missing.
    package func beginning(of id: BlobID, _ count: Int) async throws -> [UInt8] {
        try await perform { [self] in
            var content: [UInt8] = []
            guard try BlobFile.read(path(of: id), limit: count, { content.append(contentsOf: $0) }) else {
                throw StoreError.corrupt("blob \(id) is missing")
            }
            return content
        }
    }

    package func exists(_ id: BlobID) async throws -> Bool {
        try await size(id) != nil
    }

    /// Bytes of the content; nil where there is none of that name.
    package func size(_ id: BlobID) async throws -> Int? {
        try await perform { [self] in try BlobFile.size(path(of: id)) }
    }

    /// What is wrong with a blob that should have `size` bytes; nil where nothing is. Reads all of it, and blocks.
    func problem(with id: BlobID, size: Int) throws -> BlobProblem? {
        var hash = SHA256()
        var count = 0
        let isThere = try BlobFile.read(path(of: id)) { bytes in
            hash.update(bufferPointer: bytes)
            count += bytes.count
        }
        if !isThere { return .missing }
        if count != size { return .wrongSize(count) }
        return BlobID(hash.finalize()) == id ? nil : .wrongContent
    }

    /// Where the content stands, for those who read it piece by piece. The file never changes.
    package func path(of id: BlobID) -> String { "\(folder(of: id))/\(id.description.dropFirst(2))" }

    // MARK: - On the queue

    /// Whether all of it is there, on the disk: also from a run that was cut off before it flushed the folder.
    func isThere(_ id: BlobID, size: Int) throws(StoreError) -> Bool {
        guard try BlobFile.size(path(of: id)) == size else { return false }
        try BlobFile.flush(path(of: id))
        return true
    }

    /// Moves a file that is on the disk to its place; on failure it is removed.
    func move(_ incoming: String, to id: BlobID) throws(StoreError) {
        guard rename(incoming, path(of: id)) == 0 else {
            let code = errno
            unlink(incoming)
            throw StoreError.system("cannot move \(incoming) to its place", code)
        }
    }

    func folder(of id: BlobID) -> String { "\(folder)/\(id.description.prefix(2))" }

    private func incoming(_ name: String) -> String { "\(folder)/incoming/\(name)" }

    func perform<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// What can be wrong with a blob.
enum BlobProblem: Sendable, Hashable {
    case missing
    case wrongSize(Int)
    case wrongContent
}
