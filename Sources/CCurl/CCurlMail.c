#include "transfer.h"

#include <stdlib.h>
#include <string.h>

#define SET(option, value)                                              \
    do {                                                                \
        CURLcode result_ = curl_easy_setopt(easy, (option), (value));   \
        if (result_ != CURLE_OK) return result_;                        \
    } while (0)

/// The commands and the answers, as libcurl's log shows them: only so can each answer to RCPT be told apart, since the
/// answers alone do not say what they answer. Of a command only the verb is passed on: AUTH carries the password.
static int take_log(CURL *easy, curl_infotype type, char *bytes, size_t length, void *pointer) {
    ccurl_transfer *transfer = pointer;
    (void)easy;
    if (type == CURLINFO_HEADER_OUT) {
        size_t verb = 0;
        while (verb < length && verb < 10 && bytes[verb] >= 'A' && bytes[verb] <= 'z') verb++;
        transfer->on_header(transfer->context, (const uint8_t *)bytes, verb);
    } else if (type == CURLINFO_HEADER_IN) {
        transfer->on_body(transfer->context, (const uint8_t *)bytes, length);
    }
    return 0;
}

/// The first call comes when the server has agreed to take the message: the last moment at which it can be kept back.
static size_t give_mail(char *bytes, size_t size, size_t count, void *pointer) {
    ccurl_transfer *transfer = pointer;
    if (transfer->body_offset == 0 && !transfer->may_send(transfer->context)) return CURL_READFUNC_ABORT;
    size_t length = ccurl_give_body(bytes, size, count, pointer);
    if (length == CURL_READFUNC_ABORT) return length;
    // libcurl knows the length, and puts the final dot behind the last byte without asking again.
    if (transfer->body_offset == transfer->body_length) transfer->was_read_to_end = true;
    return length;
}

static size_t drop_body(char *bytes, size_t size, size_t count, void *pointer) {
    (void)bytes, (void)pointer;
    return size * count;
}

static CURLcode set_login(ccurl_transfer *transfer, const ccurl_mail *mail) {
    CURL *easy = transfer->easy;
    if (mail->user) SET(CURLOPT_USERNAME, mail->user);
    if (mail->bearer) {
        SET(CURLOPT_XOAUTH2_BEARER, mail->bearer);
    } else if (mail->password) {
        SET(CURLOPT_PASSWORD, mail->password);
    }
    if (mail->login_options) SET(CURLOPT_LOGIN_OPTIONS, mail->login_options);
    return CURLE_OK;
}

static CURLcode configure(ccurl_transfer *transfer, const ccurl_mail *mail) {
    CURL *easy = transfer->easy;
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->error);
    SET(CURLOPT_URL, mail->url);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_USE_SSL, (long)(mail->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (mail->ca_file) SET(CURLOPT_CAINFO, mail->ca_file);
    CURLcode login = set_login(transfer, mail);
    if (login != CURLE_OK) return login;
    SET(CURLOPT_TIMEOUT_MS, mail->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, mail->connect_timeout_ms);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_FRESH_CONNECT, (long)(mail->fresh ? 1 : 0));
    SET(CURLOPT_MAIL_FROM, mail->sender);
    SET(CURLOPT_MAIL_RCPT, transfer->recipients);
#if LIBCURL_VERSION_NUM >= 0x080200
    SET(CURLOPT_MAIL_RCPT_ALLOWFAILS, 1L);
#else
    SET(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
#endif
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)transfer->body_length);
    SET(CURLOPT_READFUNCTION, give_mail);
    SET(CURLOPT_READDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, drop_body);
    SET(CURLOPT_HEADERFUNCTION, drop_body);
    SET(CURLOPT_DEBUGFUNCTION, take_log);
    SET(CURLOPT_DEBUGDATA, transfer);
    SET(CURLOPT_VERBOSE, 1L);
    return CURLE_OK;
}

#undef SET

static bool copy_mail(ccurl_transfer *transfer, const ccurl_mail *mail) {
    transfer->context = mail->context;
    transfer->on_header = mail->on_command;
    transfer->on_body = mail->on_answer;
    transfer->may_send = mail->may_send;
    for (size_t i = 0; i < mail->recipient_count; i++) {
        struct curl_slist *longer = curl_slist_append(transfer->recipients, mail->recipients[i]);
        if (!longer) return false;
        transfer->recipients = longer;
    }
    return ccurl_keep_body(transfer, mail->body, mail->body_length, mail->give_body);
}

ccurl_transfer *ccurl_mail_new(const ccurl_mail *mail, int *code) {
    *code = CURLE_OUT_OF_MEMORY;
    ccurl_transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer) return NULL;
    transfer->easy = curl_easy_init();
    if (transfer->easy && copy_mail(transfer, mail)) *code = (int)configure(transfer, mail);
    if (*code == 0) return transfer;
    ccurl_transfer_free(transfer);
    return NULL;
}

bool ccurl_mail_used_old_connection(const ccurl_transfer *transfer) {
    long connects = 1;
    curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connects);
    return connects == 0;
}

bool ccurl_mail_was_read_to_end(const ccurl_transfer *transfer) {
    return transfer->was_read_to_end;
}
