#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libcurl's multi interface, as far as outgoing HTTP needs it, in plain C types.
///
/// Swift cannot call variadic C functions, and that is what curl_easy_setopt and curl_easy_getinfo are: here each transfer
/// is described by one struct. Codes are CURLcode and CURLMcode; 0 is success. All calls on one ccurl_multi, and on the
/// transfers added to it, belong to one thread, except ccurl_multi_wakeup.

typedef struct ccurl_multi ccurl_multi;
typedef struct ccurl_transfer ccurl_transfer;

/// Consumes bytes. Returns `length` to go on, CCURL_PAUSE to be given the same bytes again after ccurl_transfer_resume,
/// and anything else to give the transfer up.
typedef size_t (*ccurl_sink)(void *context, const uint8_t *bytes, size_t length);
/// Fills at most `capacity` bytes, at least one. Returns how many; 0 where there are none, which gives the transfer up.
typedef size_t (*ccurl_source)(void *context, uint8_t *bytes, size_t capacity);
/// Whether to go on.
typedef bool (*ccurl_verdict)(void *context);
/// Whether a connection to an address may be opened: 4 bytes of IPv4, or 16 of IPv6.
typedef bool (*ccurl_address_verdict)(void *context, const uint8_t *address, size_t length);

enum { CCURL_PAUSE = 0x10000001 };

typedef struct {
    const char *method;
    const char *url;
    /// NULL: connect to the URL's host.
    const char *unix_socket;
    /// `header_count` lines "Name: value", or "Name;" for an empty value.
    const char *const *headers;
    size_t header_count;
    /// Copied. NULL: `give_body` gives its `body_length` bytes when they are sent.
    const uint8_t *body;
    size_t body_length;
    ccurl_source give_body;
    /// Whole transfer and connecting, in milliseconds; 0: no limit.
    long timeout_ms;
    long connect_timeout_ms;
    /// Longest silence in seconds; 0: no limit.
    long silence_seconds;
    void *context;
    /// Called once a line, the status line and the final empty line included, for interim responses too.
    ccurl_sink on_header;
    ccurl_sink on_body;
    /// Asked for each address that the host has, before a socket to it is opened; NULL: any will do. With it the request
    /// goes over a connection of its own, and never through a proxy, so that the address asked about is the peer's.
    ccurl_address_verdict may_connect;
} ccurl_request;

/// One mail, submitted over SMTP.
typedef struct {
    /// smtp:// or smtps://, host and port, and as its path the name to say in EHLO.
    const char *url;
    /// With smtp://: TLS before anything else is said, or no mail.
    bool starttls;
    /// A file of certificates to trust in place of the system's; NULL for those.
    const char *ca_file;
    /// NULL for none.
    const char *user;
    const char *password;
    /// An OAuth 2 access token, in place of the password.
    const char *bearer;
    /// "AUTH=PLAIN" and the like; NULL for what the server offers.
    const char *login_options;
    /// In angle brackets; "<>" for the null return path.
    const char *sender;
    const char *const *recipients;
    size_t recipient_count;
    /// As in ccurl_request.
    const uint8_t *body;
    size_t body_length;
    ccurl_source give_body;
    /// Not over a connection that was used before.
    bool fresh;
    long timeout_ms;
    long connect_timeout_ms;
    void *context;
    /// Called once a command, with its verb, and once a line of the server; what they return is not looked at.
    ccurl_sink on_command;
    ccurl_sink on_answer;
    /// Asked when the server would take the message: false keeps it back, and the transfer fails.
    ccurl_verdict may_send;
} ccurl_mail;

/// Readies the library; more than once is harmless. Call it before other threads run.
int ccurl_global_init(void);

/// NULL where memory ran out.
ccurl_multi *ccurl_multi_new(long max_connections, long max_host_connections);
void ccurl_multi_free(ccurl_multi *multi);
int ccurl_multi_add(ccurl_multi *multi, ccurl_transfer *transfer);
void ccurl_multi_remove(ccurl_multi *multi, ccurl_transfer *transfer);
/// Does what can be done without waiting, and calls the sinks.
int ccurl_multi_perform(ccurl_multi *multi);
/// Waits for a socket, a timer of libcurl, a wakeup, or `timeout_ms`.
int ccurl_multi_poll(ccurl_multi *multi, int timeout_ms);
/// From any thread: ends the poll under way, or the next one.
int ccurl_multi_wakeup(ccurl_multi *multi);
/// The next transfer that has ended, and its code; NULL when there is none. It is still to be removed and freed.
ccurl_transfer *ccurl_multi_next_done(ccurl_multi *multi, int *code);

/// Copies all that `request` points to, except `context`. NULL, and `code`, where an option is refused.
ccurl_transfer *ccurl_transfer_new(const ccurl_request *request, int *code);
/// As `ccurl_transfer_new`, for a mail.
ccurl_transfer *ccurl_mail_new(const ccurl_mail *mail, int *code);
/// Whether it went over a connection that an earlier transfer had opened.
bool ccurl_mail_used_old_connection(const ccurl_transfer *transfer);
/// Whether all of the message, and so its end, may have been sent.
bool ccurl_mail_was_read_to_end(const ccurl_transfer *transfer);
void ccurl_transfer_free(ccurl_transfer *transfer);
/// Goes on after a sink returned CCURL_PAUSE; may call the sinks.
int ccurl_transfer_resume(ccurl_transfer *transfer);
/// The status of the last response head; 0 before one.
long ccurl_transfer_status(const ccurl_transfer *transfer);
/// Bytes of requests that were written to a connection, over all attempts.
long ccurl_transfer_sent(const ccurl_transfer *transfer);
/// errno of the last failed connect; 0 where there is none.
long ccurl_transfer_os_error(const ccurl_transfer *transfer);
/// A constant text for the code. Where it is about TLS, what the TLS library said of it: never a part of the URL.
const char *ccurl_transfer_explain(const ccurl_transfer *transfer, int code);
/// Whether the code says that TLS could not be had, or that the certificate is not to be trusted.
bool ccurl_is_about_tls(int code);

#include "CCurlStream.h"
