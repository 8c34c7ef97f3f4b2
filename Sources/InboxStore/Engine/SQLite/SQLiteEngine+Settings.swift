import GRDB

extension SQLiteEngine {
    /// What may be tuned. The defaults keep an idle daemon small; sizes are in bytes.
    package struct Settings: Sendable {
        package var maximalReaderCount = 4
        package var writerCache = 8 << 20
        package var readerCache = 1 << 20
        /// Seconds to wait where another program (the `sqlite3` shell) holds the write lock.
        package var busyTimeout = 5.0
        /// Intake jobs that share one transaction at most.
        package var intakeLimit = 1024
        /// How old a transaction may grow through jobs of the work lane; one is run in any case.
        package var workBudget = Duration.milliseconds(3)
        /// Growth of the journal that makes a checkpoint due.
        package var checkpointStep = 4 << 20
        /// Size of the journal from which on it is started over.
        package var journalTarget = 16 << 20
        /// What is cut off the journal when it starts over after a long reader let it grow.
        package var journalLimit = 64 << 20

        package init() {}
    }

    /// For the writer and, read-only, for the readers.
    static func configuration(_ settings: Settings) -> Configuration {
        var configuration = Configuration()
        configuration.label = "inbox"
        configuration.maximumReaderCount = settings.maximalReaderCount
        configuration.persistentReadOnlyConnections = true
        configuration.busyMode = .timeout(settings.busyTimeout)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            let cache = database.configuration.readonly ? settings.readerCache : settings.writerCache
            try database.execute(
                sql: """
                    PRAGMA cache_size = -\(cache >> 10);
                    PRAGMA temp_store = MEMORY;
                    PRAGMA mmap_size = 0;
                    PRAGMA journal_size_limit = \(settings.journalLimit);
                    """)
        }
        return configuration
    }

    static func checkpointConfiguration(_ settings: Settings) -> Configuration {
        var configuration = Configuration()
        configuration.label = "inbox.checkpoint"
        configuration.busyMode = .timeout(settings.busyTimeout)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -64; PRAGMA mmap_size = 0")
        }
        return configuration
    }
}
