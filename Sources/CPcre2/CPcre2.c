#define PCRE2_CODE_UNIT_WIDTH 8
#include "CPcre2.h"

#include <pcre2.h>
#include <stdlib.h>

enum { MAXIMAL_PATTERN = 4096, MAXIMAL_PARENTHESES = 100 };

struct cpcre2_pattern {
    pcre2_code *code;
    pcre2_match_context *context;
};

static void describe(int code, char *message, size_t capacity) {
    if (capacity == 0) return;
    message[0] = 0;
    // Cuts the text and closes it with a zero where it does not fit.
    pcre2_get_error_message(code, (PCRE2_UCHAR *)message, capacity);
}

cpcre2_pattern *cpcre2_compile(
    const uint8_t *bytes, size_t length, cpcre2_limits limits, size_t *offset, char *message, size_t capacity) {
    *offset = 0;
    describe(PCRE2_ERROR_NOMEMORY, message, capacity);
    cpcre2_pattern *pattern = calloc(1, sizeof *pattern);
    pcre2_compile_context *compiling = pcre2_compile_context_create(NULL);
    if (!pattern || !compiling) goto failed;
    pcre2_set_max_pattern_length(compiling, MAXIMAL_PATTERN);
    pcre2_set_parens_nest_limit(compiling, MAXIMAL_PARENTHESES);

    int error = 0;
    PCRE2_SIZE position = 0;
    pattern->code = pcre2_compile(
        bytes, length, PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error, &position, compiling);
    if (!pattern->code) {
        *offset = position < length ? position : length;
        describe(error, message, capacity);
        goto failed;
    }
    pattern->context = pcre2_match_context_create(NULL);
    if (!pattern->context) goto failed;
    pcre2_set_match_limit(pattern->context, limits.match);
    pcre2_set_depth_limit(pattern->context, limits.depth);
    pcre2_set_heap_limit(pattern->context, limits.heap);
    // Where executable memory is refused (a hardened unit) the interpreter does the work, under the same limits.
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    pcre2_compile_context_free(compiling);
    return pattern;

failed:
    pcre2_compile_context_free(compiling);
    cpcre2_free(pattern);
    return NULL;
}

void cpcre2_free(cpcre2_pattern *pattern) {
    if (!pattern) return;
    pcre2_match_context_free(pattern->context);
    pcre2_code_free(pattern->code);
    free(pattern);
}

int cpcre2_matches(const cpcre2_pattern *pattern, const uint8_t *bytes, size_t length) {
    // One pair of offsets: whether it matches is all that is asked. A pair a call keeps threads apart.
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!data) return CPCRE2_FAILED;
    int result = pcre2_match(pattern->code, bytes ? bytes : (const uint8_t *)"", length, 0, 0, data, pattern->context);
    pcre2_match_data_free(data);
    if (result >= 0) return CPCRE2_MATCH;
    switch (result) {
    case PCRE2_ERROR_NOMATCH:
        return CPCRE2_NO_MATCH;
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
        return CPCRE2_LIMIT;
    default:
        return CPCRE2_FAILED;
    }
}
