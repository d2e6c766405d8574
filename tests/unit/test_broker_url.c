/* test_broker_url.c: where the broker is. */
#include "core/text.h"
#include "io/broker/broker_url.h"
#include "test.h"

static void broker_url_parse__reads_one_node(void **state)
{
    (void)state;
    static const struct {
        const char *name, *url;
        struct {
            const char *host;
            int port;
            bool tls;
            const char *user, *password, *vhost;
        } node;
    } rows[] = {
        {"everything", "amqp://u:p@h:1234/v", {"h", 1234, false, "u", "p", "v"}},
        {"only a host", "amqp://h", {"h", 5672, false, "guest", "guest", "/"}},
        {"a slash alone", "amqp://h/", {"h", 5672, false, "guest", "guest", "/"}},
        {"the default vhost encoded", "amqp://h/%2F", {"h", 5672, false, "guest", "guest", "/"}},
        {"a vhost with a slash", "amqp://h/a%2fb", {"h", 5672, false, "guest", "guest", "a/b"}},
        {"TLS has its own port", "amqps://h", {"h", 5671, true, "guest", "guest", "/"}},
        {"scheme in capitals", "AMQPS://h:1", {"h", 1, true, "guest", "guest", "/"}},
        {"user without password", "amqp://u@h", {"h", 5672, false, "u", "", "/"}},
        {"@ in the password", "amqp://u:p@ss@h", {"h", 5672, false, "u", "p@ss", "/"}},
        {": in the password", "amqp://u:p:q@h", {"h", 5672, false, "u", "p:q", "/"}},
        {"encoded password", "amqp://u:%40%3A%2F%2c%25@h", {"h", 5672, false, "u", "@:/,%", "/"}},
        {"UTF-8 in the password", "amqp://u:ü@h", {"h", 5672, false, "u", "ü", "/"}},
        {"IPv4", "amqp://127.0.0.1:65535", {"127.0.0.1", 65535, false, "guest", "guest", "/"}},
        {"IPv6", "amqp://[::1]", {"::1", 5672, false, "guest", "guest", "/"}},
        {"IPv6 with port", "amqp://u:p@[fe80::1]:99/v", {"fe80::1", 99, false, "u", "p", "v"}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(broker_nodes_done) struct broker_nodes nodes = {0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, broker_url_parse(rows[i].url, &nodes, &err) && nodes.count == 1);
        const struct broker_node *node = &nodes.node[0];
        EXPECT_ROW(rows[i].name, text_equal(node->host, rows[i].node.host));
        EXPECT_ROW(rows[i].name, node->port == rows[i].node.port);
        EXPECT_ROW(rows[i].name, node->tls == rows[i].node.tls);
        EXPECT_ROW(rows[i].name, text_equal(node->user, rows[i].node.user));
        EXPECT_ROW(rows[i].name, text_equal(node->password, rows[i].node.password));
        EXPECT_ROW(rows[i].name, text_equal(node->vhost, rows[i].node.vhost));
    }
}

static void broker_url_parse__continues_the_first_node(void **state)
{
    (void)state;
    CLEANUP(broker_nodes_done) struct broker_nodes nodes = {0};
    struct error err = {0};
    assert_true(broker_url_parse("amqps://u:p@one/v,two:99,[::3],amqp://four,five", &nodes, &err));
    assert_int_equal(nodes.count, 5);
    assert_string_equal(nodes.node[1].host, "two");
    assert_int_equal(nodes.node[1].port, 99);
    assert_string_equal(nodes.node[2].host, "::3");
    assert_int_equal(nodes.node[2].port, 5671);
    for (size_t i = 0; i < 3; i++) {
        assert_true(nodes.node[i].tls);
        assert_string_equal(nodes.node[i].user, "u");
        assert_string_equal(nodes.node[i].password, "p");
        assert_string_equal(nodes.node[i].vhost, "v");
    }
    assert_string_equal(nodes.node[4].host, "five");
    assert_false(nodes.node[4].tls);
    assert_string_equal(nodes.node[4].user, "guest");
    assert_string_equal(nodes.node[4].vhost, "/");
}

/* "secret" stands where a password may have slipped to; it must not come back in the message. */
static void broker_url_parse__refuses_without_quoting(void **state)
{
    (void)state;
    static const struct {
        const char *name, *url;
    } rows[] = {
        {"empty", ""},
        {"no scheme", "u:secret@h"},
        {"other scheme", "http://u:secret@h"},
        {"scheme alone", "amqp://"},
        {"no host", "amqp://u:secret@"},
        {"no host but a port", "amqp://u:secret@:5672"},
        {"empty user", "amqp://:secret@h"},
        {"slash in the password", "amqp://u:secret/more@h"},
        {"port zero", "amqp://u:secret@h:0"},
        {"port too great", "amqp://u:secret@h:65536"},
        {"port that wraps", "amqp://u:secret@h:4294972968"},
        {"port of letters", "amqp://u:secret@h:amqp"},
        {"port missing", "amqp://u:secret@h:"},
        {"two ports", "amqp://u:secret@h:1:2"},
        {"IPv6 without brackets", "amqp://u:secret@::1"},
        {"bracket missing", "amqp://u:secret@[::1"},
        {"text behind the bracket", "amqp://u:secret@[::1]x"},
        {"empty brackets", "amqp://u:secret@[]"},
        {"half an escape", "amqp://u:secret%2@h"},
        {"no escape", "amqp://u:secret%zz@h"},
        {"NUL", "amqp://u:secret%00@h"},
        {"blank in the host", "amqp://u:secret@h h"},
        {"line end", "amqp://u:secret@h\n"},
        {"options", "amqp://u:secret@h/v?heartbeat=5"},
        {"options without a path", "amqp://u:secret@h?heartbeat=5"},
        {"two segments", "amqp://u:secret@h/a/b"},
        {"comma at the end", "amqp://u:secret@h,"},
        {"comma first", ",amqp://u:secret@h"},
        {"comma in the password", "amqp://u:secret,secret@h"},
        {"vhost behind the last", "amqp://u:secret@h,i/v"},
        {"fragment", "amqp://u:secret@h#x"},
        {"17 nodes", "amqp://u:secret@a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct broker_nodes nodes = {0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, !broker_url_parse(rows[i].url, &nodes, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CONFIG && nodes.count == 0);
        EXPECT_ROW(rows[i].name, !strstr(err.message, "secret"));
    }
}

static void broker_url_parse__bounds_each_part(void **state)
{
    (void)state;
    for (int length = 254; length <= 257; length++) {
        CLEANUP(broker_nodes_done) struct broker_nodes nodes = {0};
        struct error err = {0};
        char url[600];
        (void)snprintf(url, sizeof(url), "amqp://u:%0*d@h", length, 0);
        assert_int_equal(broker_url_parse(url, &nodes, &err), length <= 255);
    }
}

TEST_MAIN(cmocka_unit_test(broker_url_parse__reads_one_node),
          cmocka_unit_test(broker_url_parse__continues_the_first_node),
          cmocka_unit_test(broker_url_parse__refuses_without_quoting),
          cmocka_unit_test(broker_url_parse__bounds_each_part))
