// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: strict imports, explicit existentials, and no warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A C target whose header shows plain C types only; `links` names the system library behind it.
func shim(_ name: String, links: String) -> Target {
    .target(
        name: name, cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
        linkerSettings: [.linkedLibrary(links)])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "inboxd",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "inboxd", targets: ["inboxd"]),
        .executable(name: "inboxctl", targets: ["inboxctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Layer 0: values, rules and C shims. They import nothing of ours.
        library("InboxDomain"),
        library("BusinessTime"),
        shim("CCurl", links: "curl"),
        shim("CJq", links: "jq"),
        shim("CPcre2", links: "pcre2-8"),
        shim("CSystemd", links: "systemd"),
        // Layer 1: the store, outgoing traffic, the words of the control API.
        library("InboxStore", ["InboxDomain", crypto, grdb, grdbSQLite]),
        library("Transport", ["CCurl"]),
        library("ControlAPI", ["InboxDomain"]),
        // Layers 2 and 3: channels.
        library("ChannelKit", ["InboxDomain", "Transport", crypto]),
        library("ManifestChannel", ["ChannelKit", "InboxDomain", "Transport", "CJq", yams]),
        // Layer 4: configuration and the use cases.
        library("InboxConfig", ["InboxDomain", "BusinessTime", "CPcre2", yams]),
        library(
            "InboxEngine",
            [
                "InboxDomain", "BusinessTime", "InboxStore", "Transport", "ControlAPI", "ChannelKit", "InboxConfig",
                crypto, lifecycle, logging, metrics,
            ]),
        // Layer 5: HTTP.
        library(
            "InboxServer",
            [
                "InboxDomain", "ChannelKit", "InboxConfig", "InboxEngine", "ControlAPI", hummingbird, hummingbirdCore,
                lifecycle, logging, metrics, nioCore, nioHTTP1, nioPosix,
            ]),
        // Layer 6: the composition root and the command tree.
        library(
            "InboxDaemon",
            [
                "InboxDomain", "InboxStore", "Transport", "ChannelKit", "ManifestChannel", "InboxConfig", "InboxEngine",
                "InboxServer", "ControlAPI", "CSystemd", lifecycle, unixSignals, logging, metrics,
            ]),
        library(
            "InboxCommands",
            [
                "InboxDomain", "BusinessTime", "ControlAPI", "Transport", "ChannelKit", "ManifestChannel",
                "InboxConfig", argumentParser,
            ]),
        // Layer 7: mains.
        .executableTarget(
            name: "inboxd", dependencies: ["InboxDaemon", "InboxDomain", argumentParser, logging],
            swiftSettings: strict),
        .executableTarget(name: "inboxctl", dependencies: ["InboxCommands"], swiftSettings: strict),
        .executableTarget(
            name: "inboxd-bench",
            dependencies: [
                "InboxDaemon", "InboxConfig", "InboxDomain", "InboxEngine", "InboxStore", argumentParser, crypto, grdb,
                logging, nioCore, nioPosix,
            ],
            swiftSettings: strict),
        // Takes the vendors' place in demonstrations and tests.
        .executableTarget(
            name: "inboxd-standin", dependencies: [argumentParser, hummingbird, logging], swiftSettings: strict),
        // Tests, a target for each target, then those of the whole.
        tests("InboxDomainTests", ["InboxDomain"]),
        tests("BusinessTimeTests", ["BusinessTime"]),
        tests("InboxStoreTests", ["InboxStore", "InboxDomain"]),
        tests("TransportTests", ["Transport", "CCurl", nioCore, nioPosix, nioHTTP1]),
        tests("ChannelKitTests", ["ChannelKit", "InboxDomain", crypto]),
        tests("ManifestChannelTests", ["ManifestChannel", "ChannelKit", "InboxDomain", "CJq"]),
        tests("InboxConfigTests", ["InboxConfig", "InboxDomain", "BusinessTime"], exclude: ["Cases"]),
        tests(
            "InboxEngineTests",
            [
                "InboxEngine", "InboxStore", "InboxConfig", "InboxDomain", "BusinessTime", "ChannelKit", "ControlAPI",
                logging,
            ]),
        tests(
            "InboxServerTests",
            [
                "InboxServer", "InboxEngine", "InboxConfig", "InboxDomain", "ChannelKit", "ControlAPI", "Transport",
                hummingbird, lifecycle, logging, metrics, nioCore, nioEmbedded, nioHTTP1, nioPosix, yams,
            ]),
        tests(
            "InboxCommandsTests", ["InboxCommands", "ControlAPI", "InboxDomain", "Transport", argumentParser],
            exclude: ["Cases", "Fixtures"]),
        tests("ArchitectureTests", []),
        tests(
            "IntegrationTests",
            ["inboxd", "inboxctl", "inboxd-standin", "InboxStore", crypto]),
    ]
)
