#pragma once
#include <curl/curl.h>
#include <stdbool.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// Swift cannot call variadic functions. Each use of curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt has a
// typed doorway here, so a wrong argument type is a compile error and not a crash.

typedef size_t (*relance_reader)(char *buffer, size_t size, size_t count, void *context);
typedef size_t (*relance_writer)(char *bytes, size_t size, size_t count, void *context);
typedef int (*relance_tracer)(CURL *handle, curl_infotype kind, char *bytes, size_t count, void *context);
typedef int (*relance_progress)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

static inline CURLcode relance_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode relance_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text.
static inline CURLcode relance_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl keeps the pointer: the list must outlive the transfer.
static inline CURLcode relance_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// `buffer` holds CURL_ERROR_SIZE bytes and outlives the handle.
static inline CURLcode relance_set_error_buffer(CURL *handle, char *buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

static inline CURLcode relance_set_reader(CURL *handle, relance_reader reader, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, reader);
    return code ? code : curl_easy_setopt(handle, CURLOPT_READDATA, context);
}

static inline CURLcode relance_set_header_writer(CURL *handle, relance_writer writer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, writer);
    return code ? code : curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

static inline CURLcode relance_set_body_writer(CURL *handle, relance_writer writer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
    return code ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

static inline CURLcode relance_set_tracer(CURL *handle, relance_tracer tracer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, tracer);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
    return code ? code : curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
}

static inline CURLcode relance_set_progress(CURL *handle, relance_progress progress, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    if (!code) code = curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
    return code ? code : curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}

// The opener sees every address libcurl is about to connect to, after names were resolved.
static inline CURLcode relance_set_socket_opener(CURL *handle, curl_opensocket_callback opener, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
    return code ? code : curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}

static inline CURLMcode relance_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline long relance_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

// The socket of the connection last used, or -1. Only while the handle is in its multi handle.
static inline int relance_socket(CURL *handle) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? (int)socket : -1;
}

// Takes one finished transfer off the list; false when none is left.
static inline bool relance_next_finished(CURLM *multi, CURL **handle, CURLcode *code) {
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
        if (message->msg != CURLMSG_DONE) continue;
        *handle = message->easy_handle;
        *code = message->data.result;
        return true;
    }
    return false;
}

// Copies the bytes of an IPv4 or IPv6 address and says how many: 4, 16, or 0 for another family.
static inline int relance_address_bytes(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    switch (address->family) {
    case AF_INET: memcpy(bytes, &((const struct sockaddr_in *)&address->addr)->sin_addr, 4); return 4;
    case AF_INET6: memcpy(bytes, &((const struct sockaddr_in6 *)&address->addr)->sin6_addr, 16); return 16;
    default: return 0;
    }
}

static inline curl_socket_t relance_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
