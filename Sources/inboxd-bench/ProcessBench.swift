import Foundation
import InboxDaemon
import InboxDomain
import InboxEngine
import InboxStore
import Logging

/// Messages processed a second, end to end: normalized, deduplicated, threaded, routed, their clocks set. Once with ten
/// thousand stored conversations and once with a million.
///
/// Three of ten messages are from new customers, the others from known ones, drawn evenly from all.
struct ProcessBench {
    let workplace: Workplace
    let messages: Int
    let large: Int

    private static let small = 10_000

    func run() async throws {
        print("process: \(messages) messages a measurement, 30 % from new customers")
        workplace.removeStore()
        let bench = try await EngineUnderTest(configuration: workplace.configurationFile.path)
        var traffic = Traffic(phoneNumberID: workplace.phoneNumberID)
        try await bench.append(traffic.fromNewCustomers(Self.small))
        _ = try await bench.drain()
        let few = try await measure(bench, &traffic, "\(Self.small) conversations")
        try await BulkStore(engine: bench.engine).grow(to: large, from: traffic.customers + 1)
        traffic.customers = large
        let many = try await measure(bench, &traffic, "\(large) conversations")
        print(String(format: "  cost ratio               %8.2f   (goal: under 1.20)", few / many))
        print(String(format: "  rate                     %8.0f /s (goal: 5000)", many))
        await bench.engine.close()
    }

    private func measure(_ bench: EngineUnderTest, _ traffic: inout Traffic, _ name: String) async throws -> Double {
        // Warm: the first pages after growing come from the disk.
        try await bench.append(traffic.mixed(messages / 3))
        _ = try await bench.drain()
        try await bench.append(traffic.mixed(messages))
        let start = Date()
        let count = try await bench.drain()
        let rate = Double(count) / Date().timeIntervalSince(start)
        print(String(format: "  %@ %9.0f /s", name.padding(toLength: 24, withPad: " ", startingAt: 0), rate))
        return rate
    }
}

/// Messages of customers, numbered from 1.
struct Traffic {
    let phoneNumberID: String
    var customers = 0
    private var number = 0
    private var random = SystemRandomNumberGenerator()

    init(phoneNumberID: String, customers: Int = 0, messages: Int = 0) {
        self.phoneNumberID = phoneNumberID
        self.customers = customers
        number = messages
    }

    mutating func fromNewCustomers(_ count: Int) -> [[UInt8]] {
        (0..<count).map { _ in
            customers += 1
            return body(of: customers)
        }
    }

    mutating func mixed(_ count: Int) -> [[UInt8]] {
        (0..<count).map { index in
            if index % 10 < 3 {
                customers += 1
                return body(of: customers)
            }
            return body(of: Int.random(in: 1...customers, using: &random))
        }
    }

    private mutating func body(of customer: Int) -> [UInt8] {
        number += 1
        return Payload.body(number: number, customer: customer, phoneNumberID: phoneNumberID, at: 1_772_000_000)
    }
}
