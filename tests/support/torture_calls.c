/* torture_calls.c: the calls of libraries and of the system that can be made to fail, each with how
 * it says so. Linked with --wrap for each (CMakeLists.txt reads the names from here). */
#include "torture.h"

#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* The call, its type, its parameters, their names; errno and the result when it fails. */
#define FAILS(call, type, parameters, arguments, code, result)                                     \
    type __real_##call parameters;                                                                 \
    type __wrap_##call parameters;                                                                 \
    type __wrap_##call parameters                                                                  \
    {                                                                                              \
        if (!torture_fails(#call))                                                                 \
            return __real_##call arguments;                                                        \
        errno = code;                                                                              \
        return result;                                                                             \
    }

/* files, sockets, threads */
FAILS(fopen, FILE *, (const char *path, const char *mode), (path, mode), EMFILE, NULL)
FAILS(fstat, int, (int fd, struct stat *to), (fd, to), EIO, -1)
FAILS(read, ssize_t, (int fd, void *to, size_t count), (fd, to, count), EIO, -1)
FAILS(write, ssize_t, (int fd, const void *from, size_t count), (fd, from, count), ENOSPC, -1)
FAILS(scandir, int,
      (const char *path, struct dirent ***to, int (*filter)(const struct dirent *),
       int (*compare)(const struct dirent **, const struct dirent **)),
      (path, to, filter, compare), ENOMEM, -1)
FAILS(socket, int, (int domain, int type, int protocol), (domain, type, protocol), EMFILE, -1)
FAILS(setsockopt, int, (int fd, int level, int name, const void *value, socklen_t size),
      (fd, level, name, value, size), ENOBUFS, -1)
FAILS(bind, int, (int fd, const struct sockaddr *address, socklen_t size), (fd, address, size),
      EADDRINUSE, -1)
FAILS(listen, int, (int fd, int backlog), (fd, backlog), EADDRINUSE, -1)
FAILS(getsockname, int, (int fd, struct sockaddr *to, socklen_t *size), (fd, to, size), ENOBUFS, -1)
FAILS(sendto, ssize_t,
      (int fd, const void *from, size_t count, int flags, const struct sockaddr *to,
       socklen_t size),
      (fd, from, count, flags, to, size), ENOBUFS, -1)
FAILS(poll, int, (struct pollfd * fds, nfds_t count, int timeout_ms), (fds, count, timeout_ms),
      ENOMEM, -1)
FAILS(epoll_create1, int, (int flags), (flags), EMFILE, -1)
FAILS(epoll_ctl, int, (int epoll, int what, int fd, struct epoll_event *event),
      (epoll, what, fd, event), ENOMEM, -1)
FAILS(epoll_wait, int, (int epoll, struct epoll_event *to, int count, int timeout_ms),
      (epoll, to, count, timeout_ms), EINTR, -1)
FAILS(eventfd, int, (unsigned value, int flags), (value, flags), EMFILE, -1)
FAILS(getaddrinfo, int,
      (const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **to),
      (node, service, hints, to), ENOMEM, EAI_MEMORY)
FAILS(pthread_create, int,
      (pthread_t * to, const pthread_attr_t *attributes, void *(*run)(void *), void *argument),
      (to, attributes, run, argument), EAGAIN, EAGAIN)

/* json-c */
FAILS(json_object_new_object, struct json_object *, (void), (), ENOMEM, NULL)
FAILS(json_object_new_array_ext, struct json_object *, (int size), (size), ENOMEM, NULL)
FAILS(json_object_new_string_len, struct json_object *, (const char *text, const int count),
      (text, count), ENOMEM, NULL)
FAILS(json_object_new_int64, struct json_object *, (int64_t value), (value), ENOMEM, NULL)
FAILS(json_object_new_double, struct json_object *, (double value), (value), ENOMEM, NULL)
FAILS(json_object_new_boolean, struct json_object *, (json_bool value), (value), ENOMEM, NULL)
FAILS(json_object_array_add, int, (struct json_object * array, struct json_object *value),
      (array, value), ENOMEM, -1)
FAILS(json_object_object_add_ex, int,
      (struct json_object * object, const char *const key, struct json_object *const value,
       const unsigned flags),
      (object, key, value, flags), ENOMEM, -1)

/* librabbitmq */
FAILS(amqp_new_connection, amqp_connection_state_t, (void), (), ENOMEM, NULL)
FAILS(amqp_tcp_socket_new, amqp_socket_t *, (amqp_connection_state_t state), (state), ENOMEM, NULL)
FAILS(amqp_ssl_socket_new, amqp_socket_t *, (amqp_connection_state_t state), (state), ENOMEM, NULL)
FAILS(amqp_ssl_socket_set_cacert, int, (amqp_socket_t * socket, const char *path), (socket, path),
      ENOENT, AMQP_STATUS_SSL_ERROR)
FAILS(amqp_ssl_socket_set_ssl_versions, int,
      (amqp_socket_t * socket, amqp_tls_version_t least, amqp_tls_version_t most),
      (socket, least, most), EINVAL, AMQP_STATUS_UNSUPPORTED)
FAILS(amqp_socket_open_noblock, int,
      (amqp_socket_t * socket, const char *host, int port, const struct timeval *timeout),
      (socket, host, port, timeout), ENOMEM, AMQP_STATUS_NO_MEMORY)
FAILS(amqp_set_handshake_timeout, int,
      (amqp_connection_state_t state, const struct timeval *timeout), (state, timeout), EINVAL,
      AMQP_STATUS_INVALID_PARAMETER)
FAILS(amqp_set_rpc_timeout, int, (amqp_connection_state_t state, const struct timeval *timeout),
      (state, timeout), EINVAL, AMQP_STATUS_INVALID_PARAMETER)
FAILS(amqp_send_method, int,
      (amqp_connection_state_t state, amqp_channel_t channel, amqp_method_number_t id,
       void *fields),
      (state, channel, id, fields), EPIPE, AMQP_STATUS_SOCKET_ERROR)
FAILS(amqp_basic_publish, int,
      (amqp_connection_state_t state, amqp_channel_t channel, amqp_bytes_t exchange,
       amqp_bytes_t key, amqp_boolean_t mandatory, amqp_boolean_t immediate,
       const struct amqp_basic_properties_t_ *properties, amqp_bytes_t body),
      (state, channel, exchange, key, mandatory, immediate, properties, body), ENOMEM,
      AMQP_STATUS_NO_MEMORY)
FAILS(amqp_simple_wait_frame_noblock, int,
      (amqp_connection_state_t state, amqp_frame_t *to, const struct timeval *timeout),
      (state, to, timeout), ENOMEM, AMQP_STATUS_NO_MEMORY)

/* libpq */
FAILS(PQconninfoParse, PQconninfoOption *, (const char *text, char **message), (text, message),
      ENOMEM, NULL)
FAILS(PQconnectStartParams, PGconn *,
      (const char *const *keys, const char *const *values, int expand), (keys, values, expand),
      ENOMEM, NULL)
FAILS(PQconnectPoll, PostgresPollingStatusType, (PGconn * conn), (conn), ENOMEM,
      PGRES_POLLING_FAILED)
FAILS(PQsetnonblocking, int, (PGconn * conn, int value), (conn, value), ENOMEM, -1)
FAILS(PQsendQuery, int, (PGconn * conn, const char *query), (conn, query), ENOMEM, 0)
FAILS(PQsendPrepare, int,
      (PGconn * conn, const char *name, const char *query, int count, const Oid *types),
      (conn, name, query, count, types), ENOMEM, 0)
FAILS(PQsendQueryPrepared, int,
      (PGconn * conn, const char *name, int count, const char *const *values, const int *lengths,
       const int *formats, int format),
      (conn, name, count, values, lengths, formats, format), ENOMEM, 0)
FAILS(PQflush, int, (PGconn * conn), (conn), EPIPE, -1)
FAILS(PQconsumeInput, int, (PGconn * conn), (conn), ENOMEM, 0)
FAILS(PQgetResult, PGresult *, (PGconn * conn), (conn), ENOMEM, NULL)
FAILS(PQputCopyData, int, (PGconn * conn, const char *from, int count), (conn, from, count), ENOMEM,
      -1)
FAILS(PQputCopyEnd, int, (PGconn * conn, const char *why), (conn, why), ENOMEM, -1)
FAILS(PQunescapeBytea, unsigned char *, (const unsigned char *from, size_t *count), (from, count),
      ENOMEM, NULL)

/* libcurl */
FAILS(curl_global_init, CURLcode, (long flags), (flags), ENOMEM, CURLE_OUT_OF_MEMORY)
FAILS(curl_easy_init, CURL *, (void), (), ENOMEM, NULL)
FAILS(curl_multi_init, CURLM *, (void), (), ENOMEM, NULL)
FAILS(curl_multi_add_handle, CURLMcode, (CURLM * multi, CURL *easy), (multi, easy), ENOMEM,
      CURLM_OUT_OF_MEMORY)
FAILS(curl_multi_socket_action, CURLMcode,
      (CURLM * multi, curl_socket_t fd, int what, int *running), (multi, fd, what, running), ENOMEM,
      CURLM_OUT_OF_MEMORY)
FAILS(curl_multi_assign, CURLMcode, (CURLM * multi, curl_socket_t fd, void *context),
      (multi, fd, context), ENOMEM, CURLM_OUT_OF_MEMORY)
FAILS(curl_slist_append, struct curl_slist *, (struct curl_slist * list, const char *line),
      (list, line), ENOMEM, NULL)

/* libmicrohttpd */
FAILS(MHD_create_response_from_buffer, struct MHD_Response *,
      (size_t size, void *buffer, enum MHD_ResponseMemoryMode mode), (size, buffer, mode), ENOMEM,
      NULL)
FAILS(MHD_add_response_header, enum MHD_Result,
      (struct MHD_Response * response, const char *name, const char *value),
      (response, name, value), ENOMEM, MHD_NO)
FAILS(MHD_queue_response, enum MHD_Result,
      (struct MHD_Connection * connection, unsigned status, struct MHD_Response *response),
      (connection, status, response), ENOMEM, MHD_NO)
