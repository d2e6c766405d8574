/* libraries.c: asks each library for its version, through the one room that includes its header. */
#include "model/libraries.h"

#include "core/text_fold.h"
#include "core/version.h"
#include "io/broker/broker.h"
#include "io/config/config_file.h"
#include "io/database/database.h"
#include "io/gzip_file.h"
#include "io/http/http.h"
#include "io/json/json.h"
#include "io/web/webserver.h"

bool library_at(size_t index, struct library *ret)
{
    static const struct {
        const char *name;
        const char *(*version)(void);
    } libraries[] = {
        {"librabbitmq", broker_library_version}, {"libpq", database_library_version},
        {"libcurl", http_library_version},       {"json-c", json_library_version},
        {"libconfig", config_library_version},   {"libmicrohttpd", webserver_library_version},
        {"utf8proc", text_library_version},      {"OpenSSL", broker_tls_version},
        {"zlib", gzip_library_version},
    };
    if (index >= ARRAY_LEN(libraries))
        return false;
    *ret = (struct library){.name = libraries[index].name, .version = libraries[index].version()};
    return true;
}

void libraries_write_version(const char *program, struct text *ret)
{
    struct library library = {0};
    version_write(program, ret);
    for (size_t i = 0; library_at(i, &library); i++)
        text_add_format(ret, "%s %s\n", library.name, library.version);
}
