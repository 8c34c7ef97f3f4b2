#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Connections that libcurl opens, with TLS where asked, and then leaves to us (CURLOPT_CONNECT_ONLY).
///
/// A stream is added to a multi handle and stays there until it is freed; ccurl_multi_next_done gives it out once it is
/// connected, or has failed to. All calls belong to the multi handle's thread.

struct ccurl_multi;
typedef struct ccurl_stream ccurl_stream;

/// The code that says: nothing now, wait for the socket (CURLE_AGAIN).
enum { CCURL_AGAIN = 81 };

typedef struct {
    /// `http://` is bare TCP and `https://` TLS from the first byte, whatever is spoken inside. `imap://` with
    /// `upgrades`: libcurl reads the greeting, asks for STARTTLS and upgrades, or fails.
    const char *url;
    bool upgrades;
    /// PEM file of the authorities that are trusted instead of the system's; NULL: the system's.
    const char *ca_file;
    /// For all of it, to the end of the TLS handshake.
    long timeout_ms;
} ccurl_stream_options;

/// NULL, and `code`, where an option is refused.
ccurl_stream *ccurl_stream_new(const ccurl_stream_options *options, int *code);
/// Adds it; after that, `ccurl_stream_free` needs the same multi handle.
int ccurl_stream_add(struct ccurl_multi *multi, ccurl_stream *stream);
/// Closes the connection.
void ccurl_stream_free(struct ccurl_multi *multi, ccurl_stream *stream);
/// The socket of a connected stream; -1 where there is none.
int ccurl_stream_socket(const ccurl_stream *stream);
/// Does not wait. 0 and `*count` 0: the peer has closed.
int ccurl_stream_receive(ccurl_stream *stream, uint8_t *bytes, size_t capacity, size_t *count);
/// Does not wait; may take less than `length`.
int ccurl_stream_send(ccurl_stream *stream, const uint8_t *bytes, size_t length, size_t *count);
/// A constant text for the code; where it is about TLS, what the TLS library said of it.
const char *ccurl_stream_explain(const ccurl_stream *stream, int code);
/// Whether the code means that the peer's certificate, or our list of authorities, is not good.
bool ccurl_stream_is_distrust(int code);
/// Whether the code means that the server has no STARTTLS.
bool ccurl_stream_is_plain_only(int code);
/// errno of the last failed connect; 0 where there is none.
long ccurl_stream_os_error(const ccurl_stream *stream);

typedef struct {
    int socket;
    bool wants_read;
    bool wants_write;
    /// Set by the call: something can be done, or has gone wrong.
    bool is_ready;
} ccurl_watch;

/// ccurl_multi_poll that watches other sockets too.
int ccurl_multi_watch(struct ccurl_multi *multi, ccurl_watch *watches, unsigned count, int timeout_ms);
