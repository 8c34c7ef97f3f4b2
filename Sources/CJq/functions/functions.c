#include "functions.h"

#include <stddef.h>
#include <string.h>

#include "../reader.h"

typedef struct {
    const char *name;
    jv (*one)(jv);
    jv (*two)(jv, jv);
    jv (*reader)(jv, names *);
} function;

/// JSON in a text.
static jv from_json(jv text, names *known) {
    if (jv_get_kind(text) != JV_KIND_STRING) {
        jv_free(text);
        return jv_invalid_with_msg(jv_string("fromjson takes a text"));
    }
    jv value = read_json(jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)), known);
    jv_free(text);
    return value;
}

static const function functions[] = {
    {"present", object_present, NULL, NULL},
    {"index", NULL, list_index, NULL},
    {"indices", NULL, list_indices, NULL},
    {"lower", text_lower, NULL, NULL},
    {"upper", text_upper, NULL, NULL},
    {"trim", text_trim, NULL, NULL},
    {"join", NULL, text_join, NULL},
    {"replace", NULL, text_replace, NULL},
    {"html_text", NULL, html_text, NULL},
    {"message_ids", mail_message_ids, NULL, NULL},
    {"addresses", mail_addresses, NULL, NULL},
    {"header_fields", mail_header_fields, NULL, NULL},
    {"rfc3339_ms", time_rfc3339_ms, NULL, NULL},
    {"seconds_ms", time_seconds_ms, NULL, NULL},
    {"fromjson", NULL, NULL, from_json},
};

static const function *find(jv name) {
    if (jv_get_kind(name) != JV_KIND_STRING) return NULL;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, jv_string_value(name)) == 0) return &functions[i];
    return NULL;
}

static void hand_over(void *to, jv value) {
    handed_over *handed = to;
    if (handed->count == 3) jv_free(value);
    else handed->values[handed->count++] = value;
}

static jv call(jq_state *jq, void *from) {
    (void)jq;
    handed_over *handed = from;
    int arguments = handed->count - 1;
    const function *found = arguments < 1 ? NULL : find(handed->values[arguments]);
    if (!found || (found->two ? 2 : 1) != arguments) {
        functions_reset(handed);
        return jv_invalid_with_msg(jv_string("no such function"));
    }
    handed->count = 0;
    jv_free(handed->values[arguments]);
    if (found->reader) return found->reader(handed->values[0], handed->names);
    return found->one ? found->one(handed->values[0]) : found->two(handed->values[0], handed->values[1]);
}

void functions_install(jq_state *jq, handed_over *handed) {
    jq_set_debug_cb(jq, hand_over, handed);
    jq_set_input_cb(jq, call, handed);
}

void functions_reset(handed_over *handed) {
    while (handed->count > 0) jv_free(handed->values[--handed->count]);
}
