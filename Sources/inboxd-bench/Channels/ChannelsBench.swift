import ChannelKit
import Foundation
import Glibc
import InboxDomain
import ManifestChannel

/// Normalizations a second for each channel, on one thread: the text message of its cases, made as long as one kilobyte.
struct ChannelsBench {
    private static let size = 1024
    private static let goal = 8000.0

    /// Directories are relative to where the benchmark is started.
    var directory = "channels"
    /// Of processor time, for each channel.
    var seconds = 1.0
    /// Only these; all where it is empty.
    var only: Set<String> = []

    func run() async throws {
        print("channels: normalizations of one message a body, \(seconds) s of processor time each, the better of two")
        var slowest: (name: String, rate: Double)?
        for folder in ManifestLibrary.folders(in: [directory]) {
            let name = URL(filePath: folder).lastPathComponent
            guard only.isEmpty || only.contains(name) else { continue }
            let deliveries: CaseDeliveries
            do throws(ChannelConfigurationError) {
                deliveries = try await CaseDeliveries(folder: folder)
            } catch {
                throw BenchError(description: error.diagnostics.map(\.rendered).joined(separator: "\n"))
            }
            guard let item = SampleMessage.choose(among: deliveries.items) else {
                print("  \(name): no case is a text message")
                continue
            }
            let sample = SampleMessage.enlarged(item, to: Self.size)
            let rate = max(try measure(sample), try measure(sample))
            print(
                String(
                    format: "  %@ %8.0f /s  %6.1f µs  %5d bytes  %@",
                    name.padding(toLength: 16, withPad: " ", startingAt: 0), rate, 1e6 / rate,
                    sample.delivery.body.count, item.name))
            if rate < slowest?.rate ?? .infinity { slowest = (name, rate) }
        }
        guard let slowest else { return }
        print(String(format: "  the slowest: %@, %.0f /s (goal: at least %.0f)", slowest.name, slowest.rate, Self.goal))
    }

    private func measure(_ item: CaseDeliveries.Item) throws -> Double {
        for _ in 0..<200 { _ = try item.adapter.normalizeEach(item.delivery) }
        let start = Self.processorSeconds()
        var count = 0
        while Self.processorSeconds() - start < seconds {
            for _ in 0..<50 { _ = try item.adapter.normalizeEach(item.delivery) }
            count += 50
        }
        return Double(count) / (Self.processorSeconds() - start)
    }

    /// Of this thread: what else runs on the machine takes no part of it.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
