// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "relance",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "relance", targets: ["relance"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Pure decisions, and the words they are made of.
        .target(name: "Automation"),
        .target(name: "Definitions", dependencies: ["Automation", "Yams"], resources: [.copy("Schemas")]),

        // The three C libraries, each behind one door.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .systemLibrary(name: "CResolv"),
        .target(name: "Postgres", dependencies: ["CPostgres"]),
        .target(name: "Curl", dependencies: ["CCurl"]),
        .target(name: "Resolver", dependencies: ["CResolv"]),

        // The rooms around the decisions.
        .target(
            name: "Store",
            dependencies: ["Automation", "Postgres"],
            resources: [.copy("SQL")]
        ),
        .target(name: "Tracking", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Delivery",
            dependencies: ["Automation", "Curl", "Tracking", .product(name: "Mustache", package: "swift-mustache")]
        ),
        .target(name: "Telemetry", dependencies: [.product(name: "Logging", package: "swift-log")]),
        .target(
            name: "Status",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Settings",
            dependencies: ["Yams", .product(name: "Configuration", package: "swift-configuration")]
        ),

        // Takes enrollments from step to step; worker and coordinator both walk.
        .target(name: "Engine", dependencies: ["Automation", "Postgres", "Store"]),

        // How worker and coordinator wait: they look, and are told.
        .target(name: "Waking", dependencies: ["Postgres", "Store", "Telemetry"]),

        // The three processes, which never import each other.
        .target(
            name: "Coordinator",
            dependencies: ["Automation", "Engine", "Postgres", "Store", "Telemetry", "Waking"]
        ),
        .target(
            name: "Worker",
            dependencies: [
                "Automation", "Delivery", "Engine", "Postgres", "Store", "Telemetry", "Tracking", "Waking",
            ]
        ),
        .target(
            name: "API",
            dependencies: [
                "Automation", "Postgres", "Store", "Tracking", "Telemetry",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("openapi.yaml")]
        ),

        // Everything is built and connected here, and nowhere else.
        .target(
            name: "Commands",
            dependencies: [
                "API", "Automation", "Coordinator", "Curl", "Definitions", "Delivery", "Engine", "Postgres", "Resolver",
                "Settings", "Status", "Store", "Telemetry", "Tracking", "Worker",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "relance",
            dependencies: ["Commands", .product(name: "ArgumentParser", package: "swift-argument-parser")]
        ),

        .target(name: "TestSupport", dependencies: ["Automation", "Postgres", "Store"], path: "Tests/TestSupport"),
        .testTarget(name: "ArchitectureTests", dependencies: ["Automation", "Postgres", "Store", "TestSupport"]),
        .testTarget(name: "AutomationTests", dependencies: ["Automation", "TestSupport"]),
        .testTarget(name: "DefinitionsTests", dependencies: ["Automation", "Definitions", "TestSupport"]),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport"]),
        .testTarget(name: "StoreTests", dependencies: ["Automation", "Postgres", "Store", "TestSupport"]),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["Automation", "Curl", "Delivery", "TestSupport", "Tracking"]
        ),
        .testTarget(name: "ResolverTests", dependencies: ["Resolver", "TestSupport"]),
        .testTarget(name: "SettingsTests", dependencies: ["Settings", "TestSupport"]),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", "TestSupport", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "Automation", "Curl", "Postgres", "Store", "Telemetry", "TestSupport", "Tracking", "Yams",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        // The whole engine in virtual time, for the rooms that are tested on it.
        .target(
            name: "TestStage",
            dependencies: [
                "Automation", "Coordinator", "Definitions", "Delivery", "Engine", "Postgres", "Store", "Telemetry",
                "TestSupport", "Tracking", "Worker",
            ],
            path: "Tests/TestStage"
        ),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "Automation", "Definitions", "Delivery", "Engine", "Postgres", "Store", "Telemetry", "TestStage",
                "TestSupport", "Tracking",
            ]
        ),
        .testTarget(name: "WakingTests", dependencies: ["TestSupport", "Waking"]),
        .testTarget(
            name: "WorkerTests",
            dependencies: [
                "Automation", "Coordinator", "Delivery", "Engine", "Postgres", "Store", "Telemetry", "TestStage",
                "TestSupport", "Worker",
            ]
        ),
        .testTarget(
            name: "CoordinatorTests",
            dependencies: [
                "Automation", "Coordinator", "Delivery", "Postgres", "Store", "Telemetry", "TestStage", "TestSupport",
            ]
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: ["Automation", "Commands", "Curl", "Resolver", "Settings", "Store", "TestSupport"]
        ),
        .testTarget(name: "SystemTests", dependencies: ["Commands", "Postgres", "Store", "TestSupport", "relance"]),
    ]
)

/// One set of rules for every target. Each line links to the proposal that explains it.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .treatAllWarnings(as: .error),  // SE-0443
]

/// Targets that touch C say so on every line that does (SE-0458).
let rooms = ["Postgres", "Curl", "Resolver"]

for target in package.targets where target.type != .system {
    target.swiftSettings = rules + (rooms.contains(target.name) ? [.strictMemorySafety()] : [])
}
