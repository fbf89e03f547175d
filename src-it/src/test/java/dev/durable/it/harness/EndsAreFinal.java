package dev.durable.it.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Lets the database refuse whatever would change an end: its status, its outcome, its time, and what its parent has
 * seen of it. Once installed it stays, also for the tests that follow.
 */
public final class EndsAreFinal {

    private static final String INSTALLED = "select count(*) from pg_trigger where tgname = 'end_is_final'";

    private static final String FUNCTION = """
            create function end_is_final() returns trigger language plpgsql as $$
            begin
                raise exception 'The end of execution % as % was changed', old.id, old.status;
            end $$""";

    private static final String TRIGGER = """
            create trigger end_is_final before update on durable_execution for each row
            when (
                old.finished_at is not null and (
                    old.status, old.finished_at, old.output, old.error_kind, old.error_message, old.error_type,
                    old.error_stack, old.error_retryable)
                is distinct from (
                    new.status, new.finished_at, new.output, new.error_kind, new.error_message, new.error_type,
                    new.error_stack, new.error_retryable)
                or old.notified <> 'NOT_YET' and new.notified <> old.notified)
            execute function end_is_final()""";

    private EndsAreFinal() {}

    /** Installs it where it is not yet; the engine's tables have to be there. */
    public static void guard(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (!isInstalled(statement)) {
                statement.execute(FUNCTION);
                statement.execute(TRIGGER);
            }
        }
    }

    private static boolean isInstalled(Statement statement) throws SQLException {
        try (ResultSet count = statement.executeQuery(INSTALLED)) {
            count.next();
            return count.getInt(1) > 0;
        }
    }
}
