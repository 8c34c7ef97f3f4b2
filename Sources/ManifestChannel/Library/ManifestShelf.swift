import ChannelKit
import Foundation
import InboxDomain
import Transport

/// One channel of the library: the version in use, the one before it, and what is wrong with the files as they stand.
struct ManifestShelf: Sendable {
    /// A version that can be used. Two with one number are the same.
    private struct Version: Sendable {
        var number: Int
        var factory: ManifestChannelFactory
    }

    private struct Made: Sendable {
        var version: Int
        var inbox: InboxDefinition
        var adapter: ManifestAdapter
    }

    let name: String
    var folder: String
    private var timeout = Duration.zero
    /// Of the files that were read last; nil before the first time.
    private var fingerprint: [UInt8]?
    private var isLookedAt = false
    private var lastNumber = 0
    private var current: Version?
    /// The last version that all inboxes could use, where the current one is not for all of them.
    private var former: Version?
    /// With the files that were read last.
    private var fileProblems: [Diagnostic] = []
    /// Of inboxes that the current version is not for.
    private var inboxProblems: [Diagnostic] = []
    /// By inbox, of this look and of the one before.
    private var made: [String: Made] = [:]
    private var kept: [String: Made] = [:]
    /// Whether an inbox asked for it in this look.
    private(set) var isUsed = false

    init(name: String, folder: String) {
        self.name = name
        self.folder = folder
    }

    var state: ChannelState {
        guard isUsed else { return ChannelState(name: name, folder: folder, condition: .unused) }
        let problems = fileProblems + inboxProblems
        let condition: ChannelState.Condition = problems.isEmpty ? .ok : current == nil ? .broken : .outdated
        return ChannelState(name: name, folder: folder, condition: condition, problems: problems)
    }

    mutating func beginLook(timeout: Duration) {
        if timeout != self.timeout {
            self.timeout = timeout
            for version in [current, former].compactMap(\.self) { replace(version, timeout: timeout) }
        }
        if inboxProblems.isEmpty { former = nil }
        inboxProblems = []
        (kept, made) = (made, [:])
        (isUsed, isLookedAt) = (false, false)
    }

    /// Reads the files, once a look, and only where they are not those that were read last. Says whether it did.
    mutating func look(_ exchange: any HTTPExchange) -> Bool {
        isUsed = true
        guard !isLookedAt else { return false }
        isLookedAt = true
        let found = Self.fingerprint(of: folder)
        guard found != fingerprint else { return false }
        fingerprint = found
        do throws(ChannelConfigurationError) {
            let factory = try ManifestChannelFactory(folder: folder, exchange: exchange, timeout: timeout)
            lastNumber += 1
            // What not all inboxes could use is nothing to come back to.
            if former == nil { former = current }
            current = Version(number: lastNumber, factory: factory)
            fileProblems = []
        } catch {
            fileProblems = error.diagnostics
        }
        return true
    }

    /// By the current version; by the former one, where the inbox's settings are not for the current one.
    mutating func adapter(for inbox: InboxDefinition) -> Result<ManifestAdapter, ChannelConfigurationError> {
        guard let current else { return .failure(ChannelConfigurationError(fileProblems, isOfChannel: true)) }
        do throws(ChannelConfigurationError) {
            return .success(try adapter(for: inbox, by: current))
        } catch {
            guard let former, let adapter = try? adapter(for: inbox, by: former) else { return .failure(error) }
            inboxProblems += error.diagnostics
            return .success(adapter)
        }
    }

    private mutating func adapter(
        for inbox: InboxDefinition, by version: Version
    ) throws(ChannelConfigurationError) -> ManifestAdapter {
        if let old = kept[inbox.name], old.version == version.number, old.inbox == inbox {
            made[inbox.name] = old
            return old.adapter
        }
        let adapter = try version.factory.manifestAdapter(for: inbox)
        made[inbox.name] = Made(version: version.number, inbox: inbox, adapter: adapter)
        return adapter
    }

    /// The same programs, another time limit for requests: a version of its own.
    private mutating func replace(_ version: Version, timeout: Duration) {
        lastNumber += 1
        let new = Version(number: lastNumber, factory: version.factory.withTimeout(timeout))
        if current?.number == version.number { current = new } else { former = new }
    }

    /// Of all files that make a channel, their names and contents.
    private static func fingerprint(of folder: String) -> [UInt8] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0 == ManifestLoader.fileName || $0.hasSuffix(".jq")
        }
        var bytes = Array(folder.utf8)
        for name in names.sorted() {
            let content = FileManager.default.contents(atPath: "\(folder)/\(name)")
            bytes += "\0\(name)\0\(content?.count ?? -1)\0".utf8
            bytes += content ?? Data()
        }
        return HashAlgorithm.sha256.digest(of: bytes)
    }
}
