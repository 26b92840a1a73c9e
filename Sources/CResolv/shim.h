#pragma once
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

// glibc names most functions of its resolver by macros, which Swift cannot see, and keeps its state in a struct that
// must be released. Each function here takes and gives plain values.

// Asks for the records of one type that a name has, two rounds of two seconds for each server. Answers how many bytes
// `answer` now holds, or -1 with a reason of <netdb.h> such as HOST_NOT_FOUND.
//
// `server` is an IPv4 address to ask in place of the machine's own name servers, or NULL.
static inline int relance_dns_query(
    const char *name, int type, const char *server, int port, unsigned char *answer, int capacity, int *reason
) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    *reason = NO_RECOVERY;
    if (res_ninit(&state)) return -1;
    state.retrans = 2;
    state.retry = 2;
    int length = -1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    if (!server || inet_pton(AF_INET, server, &address.sin_addr) == 1) {
        if (server) {
            state.nsaddr_list[0] = address;
            state.nscount = 1;
        }
        length = res_nquery(&state, name, ns_c_in, type, answer, capacity);
        *reason = state.res_h_errno;
    }
    res_nclose(&state);
    return length > capacity ? capacity : length;
}

// How many records answer the question, aliases on the way included; -1 if the bytes are no reply.
static inline int relance_dns_count(const unsigned char *answer, int length) {
    ns_msg message;
    return ns_initparse(answer, length, &message) ? -1 : ns_msg_count(message, ns_s_an);
}

// The strings of a TXT record, put together (RFC 7208 §3.3).
static inline int relance_dns_strings(const unsigned char *data, int length, char *text, int capacity) {
    int count = 0;
    for (const unsigned char *end = data + length; data < end;) {
        int part = *data++;
        if (part > end - data || part > capacity - count) return -1;
        memcpy(text + count, data, part);
        data += part;
        count += part;
    }
    return count;
}

// Writes one of these records as text: an address, the host of an MX, the strings of a TXT. Answers how many bytes, or
// -1 for a record of another type or one that is malformed.
static inline int relance_dns_text(
    const unsigned char *answer, int length, int index, int type, char *text, int capacity
) {
    ns_msg message;
    ns_rr record;
    if (ns_initparse(answer, length, &message) || ns_parserr(&message, ns_s_an, index, &record)) return -1;
    if ((int)ns_rr_type(record) != type) return -1;
    const unsigned char *data = ns_rr_rdata(record);
    int size = ns_rr_rdlen(record);
    if (type == ns_t_txt) return relance_dns_strings(data, size, text, capacity);
    if (type == ns_t_a && size == 4) return inet_ntop(AF_INET, data, text, capacity) ? (int)strlen(text) : -1;
    if (type == ns_t_aaaa && size == 16) return inet_ntop(AF_INET6, data, text, capacity) ? (int)strlen(text) : -1;
    if (type != ns_t_mx || size < 3) return -1;
    int used = ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), data + 2, text, capacity);
    return used < 0 ? -1 : (int)strlen(text);
}
