#include "watchdog.h"

#include <signal.h>

// One thread for the process, started with the first run. It sleeps until the nearest `look_at`; everything is under one
// mutex, so that a run can only be stopped while it is in the list, and is in the list only while it may be stopped.

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_cond_t earlier;
static int running;
static watched *first;
static uint64_t wakes_at = UINT64_MAX;

static uint64_t now_of(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) != 0) return 0;
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void look(watched *run, uint64_t now) {
    if (run->stopped || run->look_at > now) return;
    uint64_t used = now_of(run->cpu) - run->cpu_start;
    if (used < run->cpu_limit && now < run->stop_at) {
        uint64_t again = now + (run->cpu_limit - used);
        run->look_at = again < run->stop_at ? again : run->stop_at;
        return;
    }
    run->stopped = 1;
    run->look_at = UINT64_MAX;
    // The interpreter reads this flag before each instruction.
    jq_halt(run->jq, jv_invalid(), jv_invalid());
}

static void *watch(void *unused) {
    (void)unused;
    pthread_mutex_lock(&lock);
    for (;;) {
        uint64_t now = now_of(CLOCK_MONOTONIC);
        wakes_at = UINT64_MAX;
        for (watched *run = first; run; run = run->next) {
            look(run, now);
            if (run->look_at < wakes_at) wakes_at = run->look_at;
        }
        if (wakes_at == UINT64_MAX) {
            pthread_cond_wait(&earlier, &lock);
        } else {
            struct timespec until = {(time_t)(wakes_at / 1000000000u), (long)(wakes_at % 1000000000u)};
            pthread_cond_timedwait(&earlier, &lock, &until);
        }
    }
    return NULL;
}

static void start(void) {
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&earlier, &clock);
    pthread_condattr_destroy(&clock);

    // The process's signals are for its own threads.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 64 * 1024);
    pthread_t thread;
    running = pthread_create(&thread, &attributes, watch, NULL) == 0;
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int watchdog_arm(watched *run, jq_state *jq, uint64_t microseconds) {
    pthread_once(&once, start);
    if (!running || pthread_getcpuclockid(pthread_self(), &run->cpu) != 0) return -1;
    uint64_t now = now_of(CLOCK_MONOTONIC);
    run->jq = jq;
    run->cpu_limit = microseconds * 1000;
    run->cpu_start = now_of(run->cpu);
    run->look_at = now + run->cpu_limit;
    run->stop_at = now + 20 * run->cpu_limit;
    run->stopped = 0;
    run->previous = NULL;

    pthread_mutex_lock(&lock);
    run->next = first;
    if (first) first->previous = run;
    first = run;
    // Mostly it wakes early enough anyway, and need not be woken to hear of this run.
    if (run->look_at < wakes_at) {
        wakes_at = run->look_at;
        pthread_cond_signal(&earlier);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int watchdog_disarm(watched *run) {
    pthread_mutex_lock(&lock);
    if (run->previous) run->previous->next = run->next;
    else first = run->next;
    if (run->next) run->next->previous = run->previous;
    int stopped = run->stopped;
    pthread_mutex_unlock(&lock);
    return stopped;
}
