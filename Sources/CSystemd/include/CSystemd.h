#pragma once

#include <stdint.h>

/// Talking to the service manager: sd_notify(3) and sd_watchdog_enabled(3), in plain C types.

/// Sends newline-separated assignments such as "READY=1\nSTATUS=…". Returns 1 when sent, 0 where no manager listens, and
/// -errno when it failed. Does not block for longer than one datagram takes.
int csystemd_notify(const char *state);

/// The interval within which WATCHDOG=1 is expected, in microseconds. Returns 1 where the watchdog is on for this
/// process, 0 where it is not, and -errno when the environment is damaged; the interval is then 0.
int csystemd_watchdog(uint64_t *microseconds);
