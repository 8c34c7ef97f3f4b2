#include "transfer.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

_Static_assert(CCURL_PAUSE == CURL_WRITEFUNC_PAUSE, "CCURL_PAUSE is not what curl.h says");

int ccurl_global_init(void) {
    return (int)curl_global_init(CURL_GLOBAL_DEFAULT);
}

ccurl_multi *ccurl_multi_new(long max_connections, long max_host_connections) {
    CURLM *multi = curl_multi_init();
    if (!multi) return NULL;
    curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, max_connections);
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max_host_connections);
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    return (ccurl_multi *)multi;
}

void ccurl_multi_free(ccurl_multi *multi) {
    curl_multi_cleanup((CURLM *)multi);
}

int ccurl_multi_add(ccurl_multi *multi, ccurl_transfer *transfer) {
    return (int)curl_multi_add_handle((CURLM *)multi, transfer->easy);
}

void ccurl_multi_remove(ccurl_multi *multi, ccurl_transfer *transfer) {
    curl_multi_remove_handle((CURLM *)multi, transfer->easy);
}

int ccurl_multi_perform(ccurl_multi *multi) {
    int running = 0;
    return (int)curl_multi_perform((CURLM *)multi, &running);
}

int ccurl_multi_poll(ccurl_multi *multi, int timeout_ms) {
    return (int)curl_multi_poll((CURLM *)multi, NULL, 0, timeout_ms, NULL);
}

int ccurl_multi_wakeup(ccurl_multi *multi) {
    return (int)curl_multi_wakeup((CURLM *)multi);
}

ccurl_transfer *ccurl_multi_next_done(ccurl_multi *multi, int *code) {
    CURLMsg *message;
    int left = 0;
    while ((message = curl_multi_info_read((CURLM *)multi, &left))) {
        char *transfer = NULL;
        if (message->msg != CURLMSG_DONE) continue;
        *code = (int)message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        return (ccurl_transfer *)(void *)transfer;
    }
    return NULL;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *pointer) {
    ccurl_transfer *transfer = pointer;
    return transfer->on_header(transfer->context, (const uint8_t *)bytes, size * count);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *pointer) {
    ccurl_transfer *transfer = pointer;
    return transfer->on_body(transfer->context, (const uint8_t *)bytes, size * count);
}

size_t ccurl_give_body(char *bytes, size_t size, size_t count, void *pointer) {
    ccurl_transfer *transfer = pointer;
    size_t length = transfer->body_length - transfer->body_offset;
    if (length > size * count) length = size * count;
    if (length == 0) return 0;
    if (transfer->give) {
        length = transfer->give(transfer->context, (uint8_t *)bytes, length);
        if (length == 0) return CURL_READFUNC_ABORT;
    } else {
        memcpy(bytes, transfer->body + transfer->body_offset, length);
    }
    transfer->body_offset += length;
    return length;
}

bool ccurl_keep_body(ccurl_transfer *transfer, const uint8_t *body, size_t length, ccurl_source give) {
    transfer->body_length = length;
    if (!body) {
        transfer->give = give;
        return give || length == 0;
    }
    transfer->body = malloc(length ? length : 1);
    if (!transfer->body) return false;
    memcpy(transfer->body, body, length);
    return true;
}

/// libcurl sends a request again by itself where a kept connection turns out to be dead. That must not happen once the
/// server may have acted on it: when a part of the body is out, or when there is none and the head is. This one stops
/// the second attempt; the body cannot be read twice either, for what libcurl tries inside one attempt.
static int before_request(void *pointer, char *remote, char *local, int remote_port, int local_port) {
    ccurl_transfer *transfer = pointer;
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    bool may_have_acted = transfer->body_length > 0 ? transfer->body_offset > 0 : transfer->was_sent;
    if (may_have_acted && !transfer->is_safe) return CURL_PREREQFUNC_ABORT;
    transfer->was_sent = true;
    return CURL_PREREQFUNC_OK;
}

static int refuse_seek(void *pointer, curl_off_t offset, int origin) {
    const ccurl_transfer *transfer = pointer;
    return origin == SEEK_SET && offset == (curl_off_t)transfer->body_offset ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

/// Opens the socket, where the address that libcurl has resolved and is about to connect to may be asked. What a name
/// resolved to earlier or resolves to later plays no part.
static curl_socket_t open_socket(void *pointer, curlsocktype purpose, struct curl_sockaddr *address) {
    const ccurl_transfer *transfer = pointer;
    bool allowed = false;
    if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
    if (address->family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, &address->addr, sizeof four);
        allowed = transfer->may_connect(transfer->context, (const uint8_t *)&four.sin_addr, 4);
    } else if (address->family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, &address->addr, sizeof six);
        allowed = transfer->may_connect(transfer->context, (const uint8_t *)&six.sin6_addr, 16);
    }
    if (!allowed) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

#define SET(option, value)                                              \
    do {                                                                \
        CURLcode result_ = curl_easy_setopt(easy, (option), (value));   \
        if (result_ != CURLE_OK) return result_;                        \
    } while (0)

static CURLcode set_method(ccurl_transfer *transfer, const char *method) {
    CURL *easy = transfer->easy;
    transfer->is_safe = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    SET(CURLOPT_PREREQFUNCTION, before_request);
    SET(CURLOPT_PREREQDATA, transfer);
    if (transfer->body_length > 0) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body_length);
        SET(CURLOPT_READFUNCTION, ccurl_give_body);
        SET(CURLOPT_READDATA, transfer);
        SET(CURLOPT_SEEKFUNCTION, refuse_seek);
        SET(CURLOPT_SEEKDATA, transfer);
    } else if (strcmp(method, "HEAD") == 0) {
        SET(CURLOPT_NOBODY, 1L);
        return CURLE_OK;
    } else if (transfer->is_safe) {
        SET(CURLOPT_HTTPGET, 1L);
    } else {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDS, "");
        SET(CURLOPT_POSTFIELDSIZE, 0L);
    }
    SET(CURLOPT_CUSTOMREQUEST, method);
    return CURLE_OK;
}

static CURLcode configure(ccurl_transfer *transfer, const ccurl_request *request) {
    CURL *easy = transfer->easy;
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->error);
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    // One request a connection at a time: only so can be told what was sent.
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_USERAGENT, "inboxd");
    SET(CURLOPT_TIMEOUT_MS, request->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_ms);
    if (request->silence_seconds > 0) {
        SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
        SET(CURLOPT_LOW_SPEED_TIME, request->silence_seconds);
    }
    if (request->unix_socket) {
        SET(CURLOPT_UNIX_SOCKET_PATH, request->unix_socket);
        SET(CURLOPT_PROXY, "");
    }
    if (transfer->may_connect) {
        SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
        SET(CURLOPT_OPENSOCKETDATA, transfer);
        SET(CURLOPT_FRESH_CONNECT, 1L);
        SET(CURLOPT_FORBID_REUSE, 1L);
        SET(CURLOPT_PROXY, "");
    }
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_HTTPHEADER, transfer->headers);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, transfer);
    return set_method(transfer, request->method);
}

#undef SET

static bool add_header(ccurl_transfer *transfer, const char *line) {
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    if (longer) transfer->headers = longer;
    return longer != NULL;
}

static bool copy_request(ccurl_transfer *transfer, const ccurl_request *request) {
    transfer->context = request->context;
    transfer->on_header = request->on_header;
    transfer->on_body = request->on_body;
    transfer->may_connect = request->may_connect;
    // Not the content type of a form, which libcurl would add; and no round trip before a large body. The caller's own
    // field comes later in the list, and stands.
    if (!add_header(transfer, "Expect:")) return false;
    bool has_type = false;
    for (size_t i = 0; i < request->header_count; i++) {
        if (!add_header(transfer, request->headers[i])) return false;
        if (curl_strnequal(request->headers[i], "content-type:", 13)) has_type = true;
    }
    if (!has_type && !add_header(transfer, "Content-Type:")) return false;
    return ccurl_keep_body(transfer, request->body, request->body_length, request->give_body);
}

ccurl_transfer *ccurl_transfer_new(const ccurl_request *request, int *code) {
    *code = CURLE_OUT_OF_MEMORY;
    ccurl_transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer) return NULL;
    transfer->easy = curl_easy_init();
    if (transfer->easy && copy_request(transfer, request)) *code = (int)configure(transfer, request);
    if (*code == 0) return transfer;
    ccurl_transfer_free(transfer);
    return NULL;
}

void ccurl_transfer_free(ccurl_transfer *transfer) {
    if (!transfer) return;
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    curl_slist_free_all(transfer->recipients);
    free(transfer->body);
    free(transfer);
}

int ccurl_transfer_resume(ccurl_transfer *transfer) {
    return (int)curl_easy_pause(transfer->easy, CURLPAUSE_CONT);
}

static long number(const ccurl_transfer *transfer, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(transfer->easy, info, &value);
    return value;
}

long ccurl_transfer_status(const ccurl_transfer *transfer) {
    return number(transfer, CURLINFO_RESPONSE_CODE);
}

long ccurl_transfer_sent(const ccurl_transfer *transfer) {
    return number(transfer, CURLINFO_REQUEST_SIZE);
}

long ccurl_transfer_os_error(const ccurl_transfer *transfer) {
    return number(transfer, CURLINFO_OS_ERRNO);
}

bool ccurl_is_about_tls(int code) {
    switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
        return true;
    default:
        return false;
    }
}

const char *ccurl_transfer_explain(const ccurl_transfer *transfer, int code) {
    if (ccurl_is_about_tls(code) && transfer->error[0]) return transfer->error;
    return curl_easy_strerror((CURLcode)code);
}
