#pragma once

#include "CCurl.h"

#include <curl/curl.h>

/// What the two kinds of transfer share: CCurl.c makes those of HTTP, CCurlMail.c those of mail.
struct ccurl_transfer {
    CURL *easy;
    struct curl_slist *headers;
    uint8_t *body;
    size_t body_length;
    size_t body_offset;
    /// In place of `body`.
    ccurl_source give;
    bool is_safe;
    bool was_sent;
    void *context;
    ccurl_sink on_header;
    ccurl_sink on_body;
    ccurl_address_verdict may_connect;
    /// Of mail.
    struct curl_slist *recipients;
    ccurl_verdict may_send;
    bool was_read_to_end;
    char error[CURL_ERROR_SIZE];
};

/// Takes over the body of a request or a mail; false where memory ran out.
bool ccurl_keep_body(ccurl_transfer *transfer, const uint8_t *body, size_t length, ccurl_source give);
/// The read callback: hands out the body. CURL_READFUNC_ABORT where it cannot be had.
size_t ccurl_give_body(char *bytes, size_t size, size_t count, void *pointer);
