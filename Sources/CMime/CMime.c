#include "CMime.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <iconv.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void initialise(void) {
    pthread_once(&once, g_mime_init);
}

static cmime_bytes allocate(size_t capacity) {
    // Never 0, so that NULL means no memory.
    return (cmime_bytes){malloc(capacity + 1), 0, 0};
}

void cmime_free(cmime_bytes result) {
    free(result.bytes);
}

static GMimeContentEncoding translate(cmime_encoding encoding) {
    switch (encoding) {
    case CMIME_BASE64:
        return GMIME_CONTENT_ENCODING_BASE64;
    case CMIME_QUOTED_PRINTABLE:
        return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    case CMIME_UUENCODE:
        return GMIME_CONTENT_ENCODING_UUENCODE;
    }
    return GMIME_CONTENT_ENCODING_DEFAULT;
}

cmime_bytes cmime_decode(cmime_encoding encoding, const uint8_t *bytes, size_t length) {
    initialise();
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, translate(encoding));
    cmime_bytes result = allocate(g_mime_encoding_outlen(&state, length) + 16);
    if (!result.bytes) return result;
    char *out = (char *)result.bytes;
    result.length = g_mime_encoding_step(&state, (const char *)bytes, length, out);
    if (encoding == CMIME_BASE64) {
        // A group cut short is completed, so that its bytes come out; a whole one is not touched by this.
        size_t digits = 0;
        for (size_t i = 0; i < length; i++) {
            if (g_ascii_isalnum(bytes[i]) || bytes[i] == '+' || bytes[i] == '/') digits++;
            if (bytes[i] == '=') digits = 0;
        }
        if (digits % 4 == 2) result.length += g_mime_encoding_step(&state, "==", 2, out + result.length);
        if (digits % 4 == 3) result.length += g_mime_encoding_step(&state, "=", 1, out + result.length);
    } else {
        result.length += g_mime_encoding_flush(&state, "", 0, out + result.length);
    }
    return result;
}

cmime_bytes cmime_encode(cmime_encoding encoding, const uint8_t *bytes, size_t length) {
    initialise();
    GMimeEncoding state;
    g_mime_encoding_init_encode(&state, translate(encoding));
    cmime_bytes result = allocate(g_mime_encoding_outlen(&state, length) + 16);
    if (!result.bytes) return result;
    result.length = g_mime_encoding_flush(&state, (const char *)bytes, length, (char *)result.bytes);
    return result;
}

int cmime_date(const char *text, int64_t *seconds) {
    initialise();
    GDateTime *date = g_mime_utils_header_decode_date(text);
    if (!date) return 0;
    *seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return 1;
}

/// Room for `more` bytes behind what is there; 0 where there is no memory.
static int reserve(cmime_bytes *result, size_t *capacity, size_t more) {
    if (result->length + more <= *capacity) return 1;
    size_t wanted = (result->length + more) * 2;
    uint8_t *grown = realloc(result->bytes, wanted);
    if (!grown) return 0;
    result->bytes = grown;
    *capacity = wanted;
    return 1;
}

cmime_bytes cmime_to_utf8(const char *charset, const uint8_t *bytes, size_t length) {
    cmime_bytes result = {NULL, 0, 0};
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1) return result;
    size_t capacity = length + length / 2 + 64;
    result.bytes = malloc(capacity);
    char *in = (char *)(uintptr_t)bytes;
    size_t left = length;
    while (result.bytes && left > 0) {
        char *out = (char *)result.bytes + result.length;
        size_t room = capacity - result.length;
        size_t before = left;
        size_t status = iconv(converter, &in, &left, &out, &room);
        int error = status == (size_t)-1 ? errno : 0;
        result.length = capacity - room;
        if (error == E2BIG || error == 0) {
            if (error == 0 && left == before) break;
            if (!reserve(&result, &capacity, left + 64)) goto failed;
            continue;
        }
        if (!reserve(&result, &capacity, 8)) goto failed;
        memcpy(result.bytes + result.length, "\xEF\xBF\xBD", 3);
        result.length += 3;
        if (error == EINVAL) {
            // The input ends in the middle of a character.
            result.invalid += left;
            break;
        }
        in++;
        left--;
        result.invalid++;
    }
    if (result.bytes) {
        // Some charsets hold a character back until they know that nothing follows.
        if (!reserve(&result, &capacity, 64)) goto failed;
        char *out = (char *)result.bytes + result.length;
        size_t room = capacity - result.length;
        iconv(converter, NULL, NULL, &out, &room);
        result.length = capacity - room;
    }
    iconv_close(converter);
    return result;

failed:
    iconv_close(converter);
    free(result.bytes);
    return (cmime_bytes){NULL, 0, 0};
}
