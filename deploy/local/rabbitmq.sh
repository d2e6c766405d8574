# shellcheck shell=bash
# rabbitmq.sh: the private RabbitMQ: own Erlang port mapper, own cookie, own ports, loopback only.
# Sourced after lib.sh.
#
# The node's name is fixed, not made of its port as is common: the data lie under that name, and
# the ports must be free to change. Each node has a port mapper of its own, so names never clash.

RABBITMQ_BIN=/usr/lib/rabbitmq/bin # not /usr/sbin: those wrappers insist on the system's folders
RABBITMQ_NODE=backfill@localhost

rabbitmq_locate() {
    if [ ! -x "$RABBITMQ_BIN/rabbitmq-server" ] || ! command -v epmd >/dev/null; then
        die 69 "RabbitMQ is not installed; run deploy/packages run"
    fi
}

# --- ports ---------------------------------------------------------------------------------------
# Five in a row from 20000-29999, below what the kernel gives to clients, kept in the file `ports`.

ports_read() { # sets PORT_AMQP and so on
    # shellcheck disable=SC2034 # used where this is sourced
    [ -f "$STATE/ports" ] &&
        read -r PORT_AMQP PORT_DIST PORT_EPMD PORT_MANAGEMENT PORT_PROMETHEUS <"$STATE/ports"
}

# ports_free PORT...: nobody listens on any of them, on whatever address.
ports_free() {
    local port pattern=''
    for port in "$@"; do pattern+="$(printf '|:%04X$' "$port")"; done
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v pattern="${pattern#|}" '$4 == "0A" && $2 ~ pattern { taken = 1 } END { exit taken }'
}

ports_pick() {
    local base i
    for ((i = 0; i < 500; i++)); do
        base=$((20000 + RANDOM % 2000 * 5))
        if ports_free $((base)) $((base + 1)) $((base + 2)) $((base + 3)) $((base + 4)); then
            write_file "$STATE/ports" 600 <<<"$((base)) $((base + 1)) $((base + 2)) $((base + 3)) $((base + 4))"
            return 0
        fi
    done
    die 1 "no five free ports in a row in 20000-29999"
}

# ports_ready: the kept ports if they are still free, else others.
ports_ready() {
    if ports_read; then
        # shellcheck disable=SC2046 # five numbers
        if ports_free $(<"$STATE/ports"); then return 0; fi
        say "the ports of RabbitMQ ($(<"$STATE/ports")) are taken by another program: taking others"
    fi
    ports_pick
    ports_read
}

# listens PID PORT: that process itself, not another on the same port, accepts connections. Looked
# up in /proc, so that no log fills with connections that say nothing.
listens() {
    local inode
    inode=$(awk -v port="$(printf ':%04X$' "$2")" '$4 == "0A" && $2 ~ port { print $10 }' \
        /proc/net/tcp)
    [ -n "$inode" ] || return 1
    # Its user may look into its descriptors; root without all privileges may not.
    as_user rabbitmq find "/proc/$1/fd" -lname "socket:\[${inode//$'\n'*/}\]" 2>/dev/null |
        grep -q .
}

# --- configuration -------------------------------------------------------------------------------

rabbitmq_configure() {
    local etc=$STATE/etc group=rabbitmq
    mkdir -p -- "$etc"
    if am_root; then chgrp rabbitmq "$etc"; fi
    chmod 750 "$etc"
    write_file "$etc/rabbitmq-env.conf" 640 $group </dev/null
    write_file "$etc/enabled_plugins" 640 $group <<<'[rabbitmq_management,rabbitmq_prometheus].'
    # The default user is made at the first start, instead of guest.
    write_file "$etc/rabbitmq.conf" 640 $group <<CONF
listeners.tcp.1 = 127.0.0.1:$PORT_AMQP
management.tcp.ip = 127.0.0.1
management.tcp.port = $PORT_MANAGEMENT
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = $PORT_PROMETHEUS
default_vhost = /
default_user = $(secret broker_user)
default_pass = $(secret broker_password)
default_user_tags.administrator = true
log.console = false
log.file = rabbitmq.log
log.file.level = info
CONF
    # shellcheck disable=SC2016 # expanded by the inner shell
    secret cookie | as_user rabbitmq sh -c \
        'umask 077 && cat >"$1.new" && chmod 400 "$1.new" && mv -f "$1.new" "$1"' \
        sh "$STATE/rabbitmq/.erlang.cookie"
}

# sets RABBITMQ_ENV: what the server and rabbitmqctl need to find this node and no other
rabbitmq_environment() {
    local home=$STATE/rabbitmq etc=$STATE/etc
    ports_read
    RABBITMQ_ENV=(
        HOME="$home"
        RABBITMQ_CONF_ENV_FILE="$etc/rabbitmq-env.conf"
        RABBITMQ_CONFIG_FILE="$etc/rabbitmq.conf"
        RABBITMQ_ADVANCED_CONFIG_FILE="$etc/advanced.config"
        RABBITMQ_ENABLED_PLUGINS_FILE="$etc/enabled_plugins"
        RABBITMQ_MNESIA_BASE="$home/mnesia"
        RABBITMQ_LOG_BASE="$home/log"
        RABBITMQ_PID_FILE="$home/rabbitmq.pid"
        RABBITMQ_GENERATED_CONFIG_DIR="$home/generated"
        RABBITMQ_NODENAME="$RABBITMQ_NODE"
        RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
        RABBITMQ_NODE_PORT="$PORT_AMQP"
        RABBITMQ_DIST_PORT="$PORT_DIST"
        ERL_EPMD_PORT="$PORT_EPMD"
        ERL_EPMD_ADDRESS=127.0.0.1
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S $(nproc):$(nproc)"
        RABBITMQ_CTL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
        RUNNING_UNDER_SYSTEMD=1 # makes the start script become the server instead of watching it
    )
}

# --- a fast start --------------------------------------------------------------------------------
# The Erlang machine looks for each of 1,500 modules in the folder of every library, and each look is
# a switch between two threads. With only the libraries that are needed, and all threads on one
# processor until the node is up, a start takes 4 s instead of 9.

# rabbitmq_needs LIBRARY...: those libraries of RabbitMQ and all that they depend on.
rabbitmq_needs() {
    local all todo=("$@") name file needed=' '
    all=$(cd -P -- "$(dirname -- "$(readlink -f "$RABBITMQ_BIN/rabbitmq-env")")/../plugins" && pwd)
    while [ "${#todo[@]}" != 0 ]; do
        name=${todo[0]} todo=("${todo[@]:1}")
        file=$(compgen -G "$all/$name-[0-9]*/ebin/$name.app") || continue # of Erlang itself
        if [[ $needed == *" $name "* ]]; then continue; fi
        needed+="$name "
        printf '%s\n' "${file%/ebin/*}"
        # shellcheck disable=SC2207 # names of Erlang applications are words
        todo+=($(tr -d ' \n' <"$file" | sed -n 's/.*{applications,\[\([^]]*\)\]}.*/\1/p' | tr ',' ' '))
    done
}

# Beside the configuration lies a folder that looks like RabbitMQ's own, with links to what is needed.
rabbitmq_trim() {
    local home=$STATE/etc/home library
    rm -rf -- "$home"
    (umask 022 && mkdir -p -- "$home/sbin" "$home/plugins")
    ln -s "$RABBITMQ_BIN/rabbitmq-defaults" "$home/sbin/"
    while read -r library; do
        ln -s "$library" "$home/plugins/"
    done < <(rabbitmq_needs rabbit rabbitmq_prelaunch rabbitmq_management rabbitmq_prometheus)
    RABBITMQ_TRIMMED=("RABBITMQ_SCRIPTS_DIR=$home/sbin")
}

processors() { sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status; }

# sets ON_ONE: the prefix that starts a command on the last of our processors
rabbitmq_hold() {
    local last
    last=$(processors)
    last=${last##*[,-]}
    ON_ONE=()
    if taskset -c "$last" true 2>/dev/null; then ON_ONE=(taskset -c "$last"); fi
}

# Let it use all processors, as it should from now on. Without the right to, it is only slower.
rabbitmq_unhold() {
    as_user rabbitmq taskset -apc "$(processors)" "$PID" >/dev/null 2>&1 || true
}

# --- start and stop ------------------------------------------------------------------------------

# rabbitmq_wait NAME PORT SECONDS: until that server listens; fails when it dies or does not.
rabbitmq_wait() {
    local i
    for ((i = 0; i < $3 * 20; i++)); do
        server_pid "$1" || return 1
        if listens "$PID" "$2"; then return 0; fi
        sleep 0.05
    done
    return 1
}

# A first start that was cut off may have made its tables without the user in them, which a second
# start would not add: begin afresh. Nobody has used such a node, `env` does not show it.
rabbitmq_clear_unfinished() {
    if [ ! -f "$STATE/rabbitmq.ready" ]; then as_user rabbitmq rm -rf -- "$STATE/rabbitmq/mnesia"; fi
}

rabbitmq_launch() {
    local AS
    prefix_for rabbitmq
    server_stop epmd TERM 5 || true # one that outlived its node may hold the port of old
    ports_ready
    rabbitmq_configure
    rabbitmq_trim
    rabbitmq_hold
    rabbitmq_environment
    cd -- "$STATE/rabbitmq" || return 1 # the Erlang machine reads the folder that it starts in
    server_start epmd "${AS[@]}" env "${RABBITMQ_ENV[@]}" epmd -port "$PORT_EPMD" \
        -address 127.0.0.1
    rabbitmq_wait epmd "$PORT_EPMD" 10 || return 1
    server_start rabbitmq "${AS[@]}" "${ON_ONE[@]}" env "${RABBITMQ_ENV[@]}" \
        "${RABBITMQ_TRIMMED[@]}" "$RABBITMQ_BIN/rabbitmq-server"
    # The AMQP port opens last, when all else is ready.
    rabbitmq_wait rabbitmq "$PORT_AMQP" 120
}

rabbitmq_start() {
    local word=started try
    rabbitmq_locate
    if am_root; then check_entry rabbitmq; fi
    own_folder "$STATE/rabbitmq" rabbitmq
    if server_pid rabbitmq; then
        word='runs already'
        ports_read
        rabbitmq_wait rabbitmq "$PORT_AMQP" 120 ||
            die 1 "RabbitMQ does not answer; see $STATE/rabbitmq/log/rabbitmq.log"
    else
        rabbitmq_clear_unfinished
        for try in 1 2 3; do
            if rabbitmq_launch; then break; fi
            rabbitmq_explain "$try"
        done
    fi
    server_pid rabbitmq
    rabbitmq_unhold
    : >"$STATE/rabbitmq.ready"
    say "RabbitMQ $word (pid $PID, AMQP port $PORT_AMQP, management port $PORT_MANAGEMENT)"
}

# A port taken between the look and the start is worth another try with others; nothing else is.
rabbitmq_explain() {
    server_stop rabbitmq KILL 10 || true
    server_stop epmd KILL 10 || true
    # shellcheck disable=SC2046 # five numbers
    if [ "$1" -lt 3 ] && ! ports_free $(<"$STATE/ports"); then return 0; fi
    tail -n 12 "$STATE/log/rabbitmq.log" "$STATE/log/epmd.log" >&2 || true
    die 1 "RabbitMQ does not start; see $STATE/log/rabbitmq.log"
}

# rabbitmq_stop [kill]
rabbitmq_stop() {
    local signal=TERM rc=0
    if [ "${1:-}" = kill ]; then signal=KILL; fi
    server_stop rabbitmq "$signal" 60 || rc=1
    server_stop epmd TERM 5 || true
    [ "$rc" = 0 ] || return 1
    say "RabbitMQ stopped"
}

rabbitmq_is_up() { [ -f "$STATE/rabbitmq.ready" ] && server_pid rabbitmq; }

rabbitmq_url() { # SCHEME PORT
    printf '%s://%s:%s@127.0.0.1:%s\n' "$1" "$(percent "$(secret broker_user)")" \
        "$(percent "$(secret broker_password)")" "$2"
}
