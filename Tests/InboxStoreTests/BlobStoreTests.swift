import Foundation
import Testing

@testable import InboxStore

@Suite struct BlobStoreTests {
    let folder: TemporaryFolder
    let blobs: BlobStore

    init() throws {
        folder = try TemporaryFolder()
        blobs = try BlobStore(folder: folder.file("blobs"))
    }

    func path(_ id: BlobID) -> String {
        folder.file("blobs/\(id.description.prefix(2))/\(id.description.dropFirst(2))")
    }

    @Test func aBlobIsNamedByItsDigest() async throws {
        // FIPS 180-2, appendix B.1.
        let id = try await blobs.put(Array("abc".utf8))
        #expect(id.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try await blobs.get(id) == Array("abc".utf8))
        #expect(try await blobs.size(id) == 3)
        #expect(try await blobs.exists(id))
    }

    @Test func storingAgainChangesNothing() async throws {
        let content = [UInt8](repeating: 5, count: 100_000)
        let first = try await blobs.put(content)
        let second = try await blobs.put(content)
        #expect(first == second)
        #expect(try await blobs.get(first) == content)
    }

    @Test func aMissingOrDamagedBlobIsTold() async throws {
        let absent = BlobID(of: [1])
        #expect(try await blobs.exists(absent) == false)
        #expect(try await blobs.size(absent) == nil)
        await #expect(throws: StoreError.corrupt("blob \(absent) is missing")) { try await blobs.get(absent) }
        let id = try await blobs.put([1, 2, 3])
        try Data([1, 2, 4]).write(to: URL(filePath: path(id)))
        await #expect(throws: StoreError.corrupt("blob \(id) is damaged")) { try await blobs.get(id) }
    }

    @Test func whatAnInterruptedPutLeftIsRemoved() throws {
        let leftover = folder.file("blobs/incoming/half")
        try Data([1]).write(to: URL(filePath: leftover))
        _ = try BlobStore(folder: folder.file("blobs"))
        #expect(!FileManager.default.fileExists(atPath: leftover))
    }

    @Test(arguments: [
        "", "ab", "../../etc/passwd", String(repeating: "A", count: 64), String(repeating: "g", count: 64),
    ])
    func onlyADigestIsAName(_ text: String) {
        #expect(BlobID(text) == nil)
    }

    // MARK: In pieces

    @Test func piecesMakeTheSameBlob() async throws {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let writer = try await blobs.writer()
        var written = 0
        for start in stride(from: 0, to: content.count, by: 70_001) {
            written = try await writer.append(Array(content[start..<min(start + 70_001, content.count)]))
        }
        #expect(written == content.count)
        let (id, size) = try await writer.finish()
        #expect(id == BlobID(of: content))
        #expect(size == content.count)
        #expect(try await blobs.get(id) == content)
        #expect(FileManager.default.contents(atPath: blobs.path(of: id)) == Data(content))
        // Once more, beside the first: nothing is left over.
        let again = try await blobs.writer()
        try await again.append(content)
        #expect(try await again.finish().id == id)
        #expect(try incoming() == [])
    }

    @Test func anEmptyBlobIsOne() async throws {
        let (id, size) = try await blobs.writer().finish()
        #expect(id == BlobID(of: []))
        #expect(size == 0)
        #expect(try await blobs.get(id) == [])
    }

    @Test func anUnfinishedOneLeavesNothing() async throws {
        do {
            let writer = try await blobs.writer()
            try await writer.append([1, 2, 3])
            #expect(try incoming().count == 1)
        }
        // The store's queue lets go of it before it takes up the next work.
        _ = try await blobs.exists(BlobID(of: []))
        #expect(try incoming() == [])
    }

    @Test func writersDoNotMix() async throws {
        let one = try await blobs.writer()
        let two = try await blobs.writer()
        try await one.append([1])
        try await two.append([2])
        #expect(try await one.finish().id == BlobID(of: [1]))
        #expect(try await two.finish().id == BlobID(of: [2]))
        await #expect(throws: StoreError.closed) { try await one.append([1]) }
    }

    private func incoming() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file("blobs/incoming"))
    }
}
