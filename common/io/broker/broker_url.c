/* broker_url.c: reading the broker's URL. The library's own reader is not used: it turns "/" into
 * an empty vhost, knows no lists, and writes into its input. Every error names the element by its
 * number and never quotes it, because what looks like a port may be the rest of a password with a
 * slash. */
#include "io/broker/broker_url.h"

#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define PART_MAX 255 /* bytes of a name, as many as a short string of AMQP holds */

/* A piece of the URL. */
struct span {
    const char *start;
    size_t count;
};

static bool bad(struct error *err, size_t number, const char *what)
{
    return error_set(err, ERROR_CONFIG, /* code= */ 0, "broker url, element %zu: %s", number, what);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that the two digits behind a '%' write, 1 .. 255. -1: they are no hexadecimal digits, or
 * they write NUL. */
static int percent_byte(struct span in, size_t at)
{
    if (at + 2 >= in.count)
        return -1;
    int high = hex_digit(in.start[at + 1]), low = hex_digit(in.start[at + 2]);
    int byte = high < 0 || low < 0 ? -1 : high * 16 + low;
    return byte == 0 ? -1 : byte;
}

/* Decode one part. NULL: it has a '%' without two digits, a NUL, or too many bytes. */
static char *decode(struct span in)
{
    char part[PART_MAX + 1];
    size_t count = 0;
    for (size_t i = 0; i < in.count; i++) {
        int byte = in.start[i] == '%' ? percent_byte(in, i) : (unsigned char)in.start[i];
        if (byte < 0 || count == PART_MAX)
            return NULL;
        i += in.start[i] == '%' ? 2 : 0;
        part[count++] = (char)byte;
    }
    char *copy = mem_bytes(part, count);
    explicit_bzero(part, sizeof(part));
    return copy;
}

/* Cut in at its first separator: before becomes what stands before it, and in what stands behind
 * it. */
static bool cut_first(struct span *in, char separator, struct span *before)
{
    const char *found = in->count > 0 ? memchr(in->start, separator, in->count) : NULL;
    if (!found)
        return false;
    size_t length = (size_t)(found - in->start);
    *before = (struct span){in->start, length};
    *in = (struct span){found + 1, in->count - length - 1};
    return true;
}

static bool cut_last(struct span *in, char separator, struct span *before)
{
    const char *found = in->count > 0 ? memrchr(in->start, separator, in->count) : NULL;
    if (!found)
        return false;
    size_t length = (size_t)(found - in->start);
    *before = (struct span){in->start, length};
    *in = (struct span){found + 1, in->count - length - 1};
    return true;
}

static bool read_port(struct span in, int *ret)
{
    char digits[6];
    int64_t port = 0;
    if (in.count == 0 || in.count >= sizeof(digits))
        return false;
    memcpy(digits, in.start, in.count);
    digits[in.count] = '\0';
    if (!text_to_int(digits, 1, 65535, &port))
        return false;
    *ret = (int)port;
    return true;
}

/* A name or an address is of printable ASCII without these characters. Anything else is a mistake
 * in the URL. */
static bool host_is_plain(const char *host)
{
    for (const char *c = host; *c; c++)
        if (*c <= ' ' || *c >= 0x7f || strchr("/?#@[]\"'\\", *c))
            return false;
    return *host != '\0';
}

/* Cut "[address]" off. in keeps what follows, which must be empty or begin with ':'. */
static bool cut_brackets(struct span *in, struct span *ret_host)
{
    struct span before = {0};
    *in = (struct span){in->start + 1, in->count - 1};
    if (!cut_first(in, ']', &before) || (in->count > 0 && in->start[0] != ':'))
        return false;
    *ret_host = before;
    return true;
}

/* Read host, [address], host:port or [address]:port. */
static bool read_host(struct span in, size_t number, struct broker_node *node, struct error *err)
{
    struct span host = in, rest = {0};
    if (in.count > 0 && in.start[0] == '[') {
        if (!cut_brackets(&in, &host))
            return bad(err, number, "the brackets around the address do not match");
        rest = in;
    } else if (memchr(in.start, ':', in.count)) {
        (void)cut_first(&in, ':', &host); /* cannot fail: there is a ':' */
        rest = (struct span){in.start - 1, in.count + 1};
    }
    node->port = node->tls ? 5671 : 5672;
    if (rest.count > 0 && !read_port((struct span){rest.start + 1, rest.count - 1}, &node->port))
        return bad(err, number,
                   "the port is not a number of 1 to 65535 (a / : @ or , in a "
                   "password is written %2F %3A %40 %2C)");
    node->host = decode(host);
    if (!node->host || !host_is_plain(node->host))
        return bad(err, number, "the host is missing or not a name or address");
    return true;
}

static bool read_user(struct span in, size_t number, struct broker_node *node, struct error *err)
{
    struct span user = in, password = {.start = ""};
    if (cut_first(&in, ':', &user))
        password = in;
    node->user = decode(user);
    node->password = decode(password);
    if (!node->user || !node->password || node->user[0] == '\0')
        return bad(err, number,
                   "user or password is missing, longer than 255 bytes, or has a % "
                   "that is not followed by two hexadecimal digits");
    return true;
}

static bool read_vhost(struct span path, size_t number, struct broker_node *node, struct error *err)
{
    if (path.count > 0 &&
        (memchr(path.start, '/', path.count) || memchr(path.start, '?', path.count)))
        return bad(err, number,
                   "behind the host stands one virtual host, its / written %2F, and "
                   "no options");
    node->vhost = path.count > 0 ? decode(path) : mem_text("/");
    return node->vhost || bad(err, number, "the virtual host is too long or badly encoded");
}

static bool cut_scheme(struct span *in, bool *ret_tls)
{
    static const struct {
        const char *text;
        bool tls;
    } schemes[] = {{"amqp://", false}, {"amqps://", true}};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        size_t length = strlen(schemes[i].text);
        if (in->count < length || strncasecmp(in->start, schemes[i].text, length) != 0)
            continue;
        *in = (struct span){in->start + length, in->count - length};
        *ret_tls = schemes[i].tls;
        return true;
    }
    return false;
}

/* Read a whole URL behind its scheme. The authority ends at the first '/', and the user ends at the
 * last '@' in it, because a password may hold an '@'. */
static bool read_whole(struct span in, size_t number, struct broker_node *node, struct error *err)
{
    struct span authority = in, user = {.start = "guest:guest", .count = 11};
    struct span path = {.start = ""};
    if (cut_first(&in, '/', &authority))
        path = in;
    (void)cut_last(&authority, '@', &user); /* without a user it stays guest */
    return read_user(user, number, node, err) && read_host(authority, number, node, err) &&
           read_vhost(path, number, node, err);
}

/* Read host[:port], which takes everything else from the node before it. */
static bool read_short(struct span in, size_t number, const struct broker_node *before,
                       struct broker_node *node, struct error *err)
{
    if (!before)
        return bad(err, number, "it does not begin with amqp:// or amqps://");
    if (memchr(in.start, '/', in.count))
        return bad(err, number, "a virtual host is written behind the first node");
    node->tls = before->tls;
    node->user = mem_text(before->user);
    node->password = mem_text(before->password);
    node->vhost = mem_text(before->vhost);
    return read_host(in, number, node, err);
}

static bool read_element(struct span in, struct broker_nodes *nodes, struct error *err)
{
    if (nodes->count == BROKER_NODES_MAX)
        return bad(err, nodes->count + 1, "that is more nodes than can be named");
    struct broker_node *before = nodes->count > 0 ? &nodes->node[nodes->count - 1] : NULL;
    struct broker_node *node = &nodes->node[nodes->count++];
    if (in.count == 0)
        return bad(err, nodes->count, "it is empty");
    if (cut_scheme(&in, &node->tls))
        return read_whole(in, nodes->count, node, err);
    return read_short(in, nodes->count, before, node, err);
}

bool broker_url_parse(const char *url, struct broker_nodes *ret, struct error *err)
{
    CLEANUP(broker_nodes_done) struct broker_nodes nodes = {0};
    struct span in = {url, strlen(url)}, element = {0};
    while (cut_first(&in, ',', &element))
        if (!read_element(element, &nodes, err))
            return false;
    if (!read_element(in, &nodes, err))
        return false;
    *ret = nodes;
    nodes = (struct broker_nodes){0};
    return true;
}

void broker_nodes_done(struct broker_nodes *nodes)
{
    if (!nodes)
        return;
    for (size_t i = 0; i < nodes->count; i++) {
        struct broker_node *node = &nodes->node[i];
        if (node->password)
            explicit_bzero(node->password, strlen(node->password));
        mem_free(node->host);
        mem_free(node->user);
        mem_free(node->password);
        mem_free(node->vhost);
    }
    *nodes = (struct broker_nodes){0};
}
