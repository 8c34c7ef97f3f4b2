#include "CJq.h"

#include <stdlib.h>

#include "functions/functions.h"
#include "names.h"
#include "reader.h"
#include "text.h"
#include "watchdog.h"
#include "writer.h"

/// Bytes of room for outputs that a program keeps between its runs.
static const size_t kept_capacity = 256 * 1024;

struct cjq_program {
    jq_state *jq;
    text out;
    watched run;
    handed_over handed;
    names names;
};

static void append_message(void *to, jv message) {
    if (jv_get_kind(message) != JV_KIND_STRING) message = jv_dump_string(message, 0);
    text *t = to;
    text_append(t, jv_string_value(message), (size_t)jv_string_length_bytes(jv_copy(message)));
    text_append(t, "\n", 1);
    jv_free(message);
}

static void drop_message(void *unused, jv message) {
    (void)unused;
    jv_free(message);
}

cjq_program *cjq_compile(const char *source, char **error) {
    *error = NULL;
    cjq_program *program = calloc(1, sizeof *program);
    if (!program) return NULL;
    program->jq = jq_init();
    if (!program->jq) {
        free(program);
        return NULL;
    }
    text messages = {0};
    jq_set_error_cb(program->jq, append_message, &messages);
    int compiled = jq_compile(program->jq, source);
    jq_set_error_cb(program->jq, drop_message, NULL);
    program->handed.names = &program->names;
    functions_install(program->jq, &program->handed);
    if (!compiled) {
        *error = messages.bytes;
        cjq_free(program);
        return NULL;
    }
    free(messages.bytes);
    return program;
}

void cjq_free(cjq_program *program) {
    if (!program) return;
    functions_reset(&program->handed);
    if (program->jq) jq_teardown(&program->jq);
    names_free(&program->names);
    free(program->out.bytes);
    free(program);
}

static cjq_result result(cjq_program *program, cjq_status status, size_t count) {
    if (program->out.failed) status = CJQ_UNAVAILABLE;
    return (cjq_result){status, program->out.bytes ? program->out.bytes : "", program->out.length, count};
}

static cjq_result failure(cjq_program *program, cjq_status status, jv message) {
    program->out.length = 0;
    append_message(&program->out, message);
    if (program->out.length > 0) program->out.length -= 1;
    return result(program, status, 0);
}

/// Collects outputs until the end, an error or a limit; `*error` is the invalid value that ended it.
static cjq_status collect(cjq_program *program, cjq_limits limits, size_t *count, jv *error) {
    for (;;) {
        jv value = jq_next(program->jq);
        if (!jv_is_valid(value)) {
            *error = value;
            return jv_invalid_has_msg(jv_copy(value)) ? CJQ_FAILED : CJQ_OK;
        }
        if (*count == limits.outputs) {
            jv_free(value);
            return CJQ_OUTPUT_LIMIT;
        }
        if (!write_json(&program->out, value, limits.bytes, 0)) {
            *error = jv_invalid_with_msg(jv_string("an output is nested too deeply"));
            return CJQ_FAILED;
        }
        text_append(&program->out, "\n", 1);
        if (program->out.length > limits.bytes) return CJQ_OUTPUT_LIMIT;
        *count += 1;
    }
}

static void *tear_down(void *stopped) {
    cjq_program *program = stopped;
    functions_reset(&program->handed);
    jq_teardown(&program->jq);
    return NULL;
}

/// Frees the state of a program that was stopped in its course. It may hold a value nested as deep as the program had
/// time for, and libjq frees values by recursion: hence a thread with room for that. Only pages in use take memory.
static void discard(cjq_program *program) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_t thread;
    // Where there is no such thread the state is left alone: lost memory is better than a crash.
    if (pthread_attr_setstacksize(&attributes, (size_t)1 << 30) == 0
        && pthread_create(&thread, &attributes, tear_down, program) == 0)
        pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    program->handed.count = 0;
    program->jq = NULL;
}

cjq_result cjq_run(
    cjq_program *program, const char *input, size_t length, const char *with, size_t with_length, cjq_limits limits) {
    // One large output must not be remembered for ever.
    if (program->out.capacity > kept_capacity) {
        free(program->out.bytes);
        program->out = (text){0};
    }
    program->out.length = 0;
    program->out.failed = 0;
    if (!program->jq) return failure(program, CJQ_UNAVAILABLE, jv_string("this program was stopped before"));
    jv value = read_json(input, length, &program->names);
    if (!jv_is_valid(value)) return failure(program, CJQ_INPUT_NOT_JSON, jv_invalid_get_msg(value));
    jv other = read_json(with, with_length, &program->names);
    if (!jv_is_valid(other)) {
        jv_free(value);
        return failure(program, CJQ_INPUT_NOT_JSON, jv_invalid_get_msg(other));
    }
    jv start = jv_object_set(jv_object_set(jv_object(), jv_string("input"), value), jv_string("with"), other);

    functions_reset(&program->handed);
    // Forgets the run before, and with it the flag that stopped it: so it comes before the watch begins.
    jq_start(program->jq, start, 0);
    if (watchdog_arm(&program->run, program->jq, limits.microseconds) != 0)
        return failure(program, CJQ_UNAVAILABLE, jv_string("no watchdog thread"));
    size_t count = 0;
    jv error = jv_invalid();
    cjq_status status = collect(program, limits, &count, &error);
    if (watchdog_disarm(&program->run)) {
        jv_free(error);
        discard(program);
        return failure(program, CJQ_TIME_LIMIT, jv_string("stopped at its time limit"));
    }
    // Of a run that did not come to its end the interpreter holds all values until the next one, which may be long.
    if (status != CJQ_OK) jq_start(program->jq, jv_null(), 0);
    if (status == CJQ_FAILED) return failure(program, status, jv_invalid_get_msg(error));
    jv_free(error);
    if (status == CJQ_OUTPUT_LIMIT) return failure(program, status, jv_string("too much output"));
    return result(program, status, count);
}
