#include "CCurl.h"

#include <curl/curl.h>
#include <stdlib.h>

_Static_assert(CCURL_AGAIN == CURLE_AGAIN, "CCURL_AGAIN is not what curl.h says");

struct ccurl_stream {
    CURL *easy;
    bool is_added;
    char error[CURL_ERROR_SIZE];
};

#define SET(option, value)                                              \
    do {                                                                \
        CURLcode result_ = curl_easy_setopt(easy, (option), (value));   \
        if (result_ != CURLE_OK) return result_;                        \
    } while (0)

static CURLcode configure(ccurl_stream *stream, const ccurl_stream_options *options) {
    CURL *easy = stream->easy;
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PRIVATE, stream);
    SET(CURLOPT_ERRORBUFFER, stream->error);
    SET(CURLOPT_URL, options->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https,imap");
    SET(CURLOPT_CONNECT_ONLY, 1L);
    SET(CURLOPT_FRESH_CONNECT, 1L);
    // Proxies of the environment are for HTTP, and this is none.
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_SSL_ENABLE_ALPN, 0L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_USE_SSL, options->upgrades ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    SET(CURLOPT_TIMEOUT_MS, options->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, options->timeout_ms);
    // A connection that waits for hours must notice that the other end is gone, and keep a firewall's memory fresh.
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_TCP_KEEPIDLE, 120L);
    SET(CURLOPT_TCP_KEEPINTVL, 30L);
    if (options->ca_file) {
        SET(CURLOPT_CAINFO, options->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    return CURLE_OK;
}

#undef SET

ccurl_stream *ccurl_stream_new(const ccurl_stream_options *options, int *code) {
    *code = CURLE_OUT_OF_MEMORY;
    ccurl_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->easy = curl_easy_init();
    if (stream->easy) *code = (int)configure(stream, options);
    if (*code == 0) return stream;
    ccurl_stream_free(NULL, stream);
    return NULL;
}

int ccurl_stream_add(struct ccurl_multi *multi, ccurl_stream *stream) {
    int code = (int)curl_multi_add_handle((CURLM *)multi, stream->easy);
    stream->is_added = code == 0;
    return code;
}

void ccurl_stream_free(struct ccurl_multi *multi, ccurl_stream *stream) {
    if (stream->is_added) curl_multi_remove_handle((CURLM *)multi, stream->easy);
    curl_easy_cleanup(stream->easy);
    free(stream);
}

int ccurl_stream_socket(const ccurl_stream *stream) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(stream->easy, CURLINFO_ACTIVESOCKET, &socket);
    return (int)socket;
}

int ccurl_stream_receive(ccurl_stream *stream, uint8_t *bytes, size_t capacity, size_t *count) {
    *count = 0;
    return (int)curl_easy_recv(stream->easy, bytes, capacity, count);
}

int ccurl_stream_send(ccurl_stream *stream, const uint8_t *bytes, size_t length, size_t *count) {
    *count = 0;
    return (int)curl_easy_send(stream->easy, bytes, length, count);
}

bool ccurl_stream_is_distrust(int code) {
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return true;
    default:
        return false;
    }
}

bool ccurl_stream_is_plain_only(int code) {
    return code == CURLE_USE_SSL_FAILED;
}

const char *ccurl_stream_explain(const ccurl_stream *stream, int code) {
    bool is_tls = ccurl_stream_is_distrust(code) || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CIPHER;
    return is_tls && stream->error[0] ? stream->error : curl_easy_strerror((CURLcode)code);
}

long ccurl_stream_os_error(const ccurl_stream *stream) {
    long number = 0;
    curl_easy_getinfo(stream->easy, CURLINFO_OS_ERRNO, &number);
    return number;
}

int ccurl_multi_watch(struct ccurl_multi *multi, ccurl_watch *watches, unsigned count, int timeout_ms) {
    struct curl_waitfd *sockets = count > 0 ? calloc(count, sizeof *sockets) : NULL;
    if (count > 0 && !sockets) return CURLM_OUT_OF_MEMORY;
    for (unsigned i = 0; i < count; i++) {
        sockets[i].fd = watches[i].socket;
        if (watches[i].wants_read) sockets[i].events |= CURL_WAIT_POLLIN;
        if (watches[i].wants_write) sockets[i].events |= CURL_WAIT_POLLOUT;
    }
    int code = (int)curl_multi_poll((CURLM *)multi, sockets, count, timeout_ms, NULL);
    for (unsigned i = 0; i < count; i++) watches[i].is_ready = sockets[i].revents != 0;
    free(sockets);
    return code;
}
