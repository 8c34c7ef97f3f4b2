#pragma once

#include <jq.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

/// A run that the watchdog may have to stop. It lies in the program's own memory, and is in the list only during the run.
typedef struct watched {
    jq_state *jq;
    /// When to look next, and when to stop it in any case: nanoseconds of CLOCK_MONOTONIC.
    uint64_t look_at;
    uint64_t stop_at;
    /// The running thread's processor clock, what it showed at the start, and how much the run may use: nanoseconds.
    clockid_t cpu;
    uint64_t cpu_start;
    uint64_t cpu_limit;
    /// Whether the watchdog stopped it.
    int stopped;
    struct watched *previous, *next;
} watched;

/// Begins to watch a run of the calling thread. Not 0: there is no watchdog thread, so do not run.
int watchdog_arm(watched *run, jq_state *jq, uint64_t microseconds);

/// Ends it; after this the watchdog does not touch the run or its jq_state any more. Whether it was stopped.
int watchdog_disarm(watched *run);
