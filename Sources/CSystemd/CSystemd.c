#include "CSystemd.h"

#include <systemd/sd-daemon.h>

int csystemd_notify(const char *state) {
    int result = sd_notify(0, state);
    return result > 0 ? 1 : result;
}

int csystemd_watchdog(uint64_t *microseconds) {
    *microseconds = 0;
    int result = sd_watchdog_enabled(0, microseconds);
    return result > 0 ? 1 : result;
}
