/* protocol.pml: a model of how a month gets from the schedule to its end, for the model checker spin.
 *
 * The database and the broker are states; every statement of common/sql that the protocol rests on is one
 * indivisible step, an inline that bears the statement's name; every thread of a consumer is a process that
 * takes any step that is possible, in any order. So between any two steps everything else may happen:
 * another thread, a crash, a lost connection, an operator's order, a restore. Spin goes through all states.
 *
 * What must hold is in properties.pml, each with a name. Time is not counted: what needs time to pass is a
 * step that is possible as soon as the product's times allow it. Each harm (a crash, a lost connection, a call
 * that fails) costs one of TROUBLES, each order of an operator one of ORDERS, so every run ends, and where a
 * run ends every month must be at its end.
 *
 * Left out: the content of messages, poison, rates and quotas, the drain of a stopping process, the second
 * role, and the broker's own delivery limit. A batch of the relay is one row here, and a worker belongs to
 * each delivery, as in a consumer: it has as many workers as deliveries in hand. Statements that the model does
 * without: month_statuses only counts; month_answers, month_answer_read and month_books read what go_on() goes by,
 * month_store_lookups is another month_store_resolutions, janitor_owners reads what the model's
 * heartbeats say, janitor_adopt follows from two equal identities and janitor_set_back mends times, neither of
 * which there are here, and process_stop leaves what a crash leaves, sooner.
 *
 * Bounds and kinds of harm are macros that tests/support/model.sh sets, as it sets those that plant a fault
 * (FAULT_...): each takes one rule of the protocol away, and spin must find what breaks. */

#include "state.pml"
#include "properties.pml"
#include "delivery.pml"
#include "outbox.pml"
#include "parts.pml"
#include "statements_month.pml"
#include "statements_fleet.pml"
#include "statements_operator.pml"
#include "broker.pml"
#include "worker.pml"
#include "relay.pml"
#include "janitor.pml"
#include "trouble.pml"
#include "operator.pml"

init {
    atomic {
        for (each_month : 0 .. MONTHS - 1) {
            log[each_month].status = PENDING;
            credit[each_month] = 1;
            for (each_job : 1 .. JOBS) { run queue(each_month, each_job); }
            run operator(each_month);
        }
        for (each_consumer : 0 .. CONSUMERS - 1) {
            if
            :: each_consumer < STARTED ->
                enter_fleet(each_consumer);
                consumer[each_consumer].grace_over = true
            :: else /* it starts at any later time */
            fi;
            run janitor(each_consumer);
            run trouble(each_consumer);
            for (each_month : 0 .. MONTHS - 1) { run rescue(each_consumer, each_month); }
            for (each_slot : each_consumer * WIDTH .. each_consumer * WIDTH + WIDTH - 1) { run worker(each_slot, each_consumer); }
        }
        for (each_row : 0 .. ROWS - 1) { run relay(each_row); }
        for (each_row : 1 .. PROCESSES - 1) { run dead(each_row); }
        run fleet();
        run end_of_run();
    }
}
