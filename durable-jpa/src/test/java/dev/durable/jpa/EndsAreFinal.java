package dev.durable.jpa;

/**
 * Lets PostgreSQL refuse whatever would change an end: its status, its outcome, its time, and what its parent has seen
 * of it.
 */
final class EndsAreFinal {

    private EndsAreFinal() {}

    static void guard(PlainServer server) {
        server.run("""
                create function end_is_final() returns trigger language plpgsql as $$
                begin
                    raise exception 'The end of execution % as % was changed', old.id, old.status;
                end $$""", """
                create trigger end_is_final before update on durable_execution for each row
                when (
                    old.finished_at is not null and (
                        old.status, old.finished_at, old.output, old.error_kind, old.error_message, old.error_type,
                        old.error_stack, old.error_retryable)
                    is distinct from (
                        new.status, new.finished_at, new.output, new.error_kind, new.error_message, new.error_type,
                        new.error_stack, new.error_retryable)
                    or old.notified <> 'NOT_YET' and new.notified <> old.notified)
                execute function end_is_final()""");
    }
}
