#pragma once

#include <stddef.h>
#include <stdint.h>

/// A shim over libjq 1.6: compile a program once, run it often, always under a time limit. No type of libjq is seen here.
///
/// A program belongs to one thread at a time: it may move between threads, but two may not be in it at once. Different
/// programs run at the same time without regard for each other.
///
/// Neither files nor the environment are opened to a program by this shim; what the language itself offers of them
/// (`env`, `input`, `halt` …) is for the caller to shadow with definitions of its own before the program's text.
/// `halt` in particular MUST be shadowed: stopping a program that has stopped itself would abort the process.

typedef struct cjq_program cjq_program;

typedef enum {
    /// Ran to its end; the outputs are in the result.
    CJQ_OK = 0,
    /// The input is not one JSON text.
    CJQ_INPUT_NOT_JSON,
    /// The program raised an error.
    CJQ_FAILED,
    /// Stopped: it had used its time. The program is of no more use but to be freed.
    CJQ_TIME_LIMIT,
    /// Stopped: more outputs, or more bytes of output, than allowed.
    CJQ_OUTPUT_LIMIT,
    /// No memory, or no watchdog thread: nothing was run.
    CJQ_UNAVAILABLE,
} cjq_status;

typedef struct {
    cjq_status status;
    /// CJQ_OK: the outputs as JSON texts, each ended by a newline (there is no other newline in them).
    /// Otherwise what went wrong, for a person. The program owns it; it stands until its next run.
    const char *text;
    size_t length;
    /// How many outputs there are.
    size_t count;
} cjq_result;

typedef struct {
    /// Of the thread's processor time. A run that waits for a processor is stopped at twenty times as much of real time.
    uint64_t microseconds;
    size_t outputs;
    size_t bytes;
} cjq_limits;

/// Compiles a program, or returns NULL and sets `*error` to the compiler's messages, for the caller to free().
/// Takes about 20 ms, most of it for jq's own library.
cjq_program *cjq_compile(const char *text, char **error);

/// Takes NULL too.
void cjq_free(cjq_program *program);

/// Runs the program on an object of two members: `input`, the JSON text of `length` bytes, and `with`, the other one.
/// Neither need end with NUL. Integers of 16 digits or more, outside strings, arrive as strings: libjq would round them.
cjq_result cjq_run(
    cjq_program *program, const char *input, size_t length, const char *with, size_t with_length, cjq_limits limits);
