// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: strict imports, explicit existentials, and no warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A C target whose header shows plain C types only; `links` names the system library behind it.
func shim(_ name: String, links: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
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
        .package(url: "https://github.com/apple/swift-asn1", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Layer 0: values, rules and C shims. They import nothing of ours.
        library("InboxDomain"),
        library("BusinessTime"),
        library("IMAPProtocol"),
        shim("CCurl", links: "curl"),
        shim("CGumbo", links: "gumbo"),
        shim("CIcal", links: "ical"),
        shim("CJq", links: "jq"),
        shim("CMime", links: "gmime-3.0", ["CGMime"]),
        shim("CPcre2", links: "pcre2-8"),
        shim("CSystemd", links: "systemd"),
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        // Layer 1: the store, outgoing traffic, the words of the control API.
        library("InboxStore", ["InboxDomain", crypto, grdb, grdbSQLite]),
        library("Transport", ["CCurl"]),
        library("ControlAPI", ["InboxDomain"]),
        library("EmailMessage", ["InboxDomain", "CMime", "CGumbo", crypto]),
        library("FuzzKit"),
        library("Loopback"),
        // Layers 2 and 3: channels.
        library("ChannelKit", ["EmailMessage", "InboxDomain", "Transport", asn1, crypto, cryptoExtras, jwt, x509]),
        library("ManifestChannel", ["ChannelKit", "InboxDomain", "Transport", "CJq", yams]),
        library(
            "EmailChannel",
            [
                "ChannelKit", "EmailMessage", "IMAPProtocol", "InboxDomain", "Transport", crypto, lifecycle, logging,
                nioCore, nioPosix,
            ]),
        library("ExecChannel", ["ManifestChannel", "ChannelKit", "InboxDomain", logging, subprocess]),
        // Damaged payloads; for tests and for inboxd-fuzz.
        library("ChannelFuzz", ["ChannelKit", "FuzzKit", "InboxDomain", "ManifestChannel"]),
        // Layer 4: configuration and the use cases.
        library("InboxConfig", ["InboxDomain", "BusinessTime", "CIcal", "CPcre2", yams]),
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
                "InboxDomain", "InboxStore", "Transport", "ChannelKit", "EmailChannel", "ExecChannel",
                "ManifestChannel",
                "InboxConfig", "InboxEngine", "InboxServer", "ControlAPI", "CSystemd", lifecycle, unixSignals, logging,
                metrics,
            ]),
        library(
            "InboxCommands",
            [
                "InboxDomain", "BusinessTime", "ControlAPI", "Transport", "ChannelKit", "EmailMessage", "ExecChannel",
                "ManifestChannel", "InboxConfig", argumentParser,
            ]),
        // Layer 7: mains.
        .executableTarget(
            name: "inboxd", dependencies: ["InboxDaemon", "InboxDomain", argumentParser, logging],
            swiftSettings: strict),
        .executableTarget(name: "inboxctl", dependencies: ["InboxCommands"], swiftSettings: strict),
        .executableTarget(
            name: "inboxd-bench",
            dependencies: [
                "InboxDaemon", "InboxConfig", "InboxDomain", "InboxEngine", "InboxStore", "BusinessTime", "ChannelKit",
                "ControlAPI", "EmailMessage", "Loopback", "ManifestChannel", "Transport", cryptoExtras,
                argumentParser, crypto, grdb, logging, nioCore, nioPosix,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "inboxd-fuzz",
            dependencies: [
                "ChannelFuzz", "EmailChannel", "EmailMessage", "FuzzKit", "IMAPProtocol", "ManifestChannel",
                argumentParser,
            ],
            swiftSettings: strict),
        // Takes the vendors' place in demonstrations and tests.
        .executableTarget(
            name: "inboxd-standin", dependencies: [argumentParser, hummingbird, logging], swiftSettings: strict),
        // Tests, a target for each target, then those of the whole.
        tests("InboxDomainTests", ["InboxDomain"]),
        tests("BusinessTimeTests", ["BusinessTime"]),
        tests("IMAPProtocolTests", ["IMAPProtocol", "FuzzKit"], exclude: ["Fixtures"]),
        tests("EmailMessageTests", ["EmailMessage", "FuzzKit", "InboxDomain"], exclude: ["Fixtures"]),
        tests(
            "EmailChannelTests",
            [
                "EmailChannel", "EmailMessage", "FuzzKit", "IMAPProtocol", "ChannelKit", "InboxDomain", "Loopback",
                "Transport", logging, nioCore, nioEmbedded, nioPosix,
            ], exclude: ["Fixtures"]),
        tests(
            "ExecChannelTests", ["ExecChannel", "ManifestChannel", "ChannelKit", "InboxDomain", logging],
            exclude: ["Fixtures"]),
        tests("InboxStoreTests", ["InboxStore", "InboxDomain"]),
        tests("TransportTests", ["Transport", "CCurl", nioCore, nioPosix, nioHTTP1]),
        tests("ChannelKitTests", ["ChannelKit", "InboxDomain", crypto]),
        tests("ManifestChannelTests", ["ManifestChannel", "ChannelKit", "InboxDomain", "CJq"]),
        tests("ChannelFuzzTests", ["ChannelFuzz", "FuzzKit", "ManifestChannel"]),
        tests(
            "InboxConfigTests", ["InboxConfig", "InboxDomain", "BusinessTime", "ManifestChannel"], exclude: ["Cases"]),
        tests(
            "InboxEngineTests",
            [
                "InboxEngine", "InboxStore", "InboxConfig", "InboxDomain", "BusinessTime", "ChannelKit", "ControlAPI",
                "FuzzKit", "Transport", logging, nioCore, nioPosix,
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
            ["inboxd", "inboxctl", "inboxd-standin", "InboxStore", "Loopback", crypto]),
    ]
)
