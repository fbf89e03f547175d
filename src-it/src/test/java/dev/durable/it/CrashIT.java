package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.IntakeClient.Receipt;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.Zip;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is left of the work of a server that ends. The moments are held fast by locks on the example's own tables, so
 * that the server ends exactly then.
 */
@SuppressWarnings("try") // a table is held by being open, and not called again
class CrashIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int DOCUMENTS = 300;

    private Rows rows;
    private Server server;

    @AfterEach
    void close() {
        server.close();
    }

    private void prepare(String name) {
        rows = new Rows(Databases.shared().dataSource(name));
        server = Server.on(Databases.shared().createDatabase(name), name)
                .with("durable.slots", "4")
                .with("durable.prefetch", "4")
                .with("durable.shutdown-timeout", "PT1S")
                .with("durable.lease", "PT5S");
    }

    @Test
    void aKilledServerLosesNothingAndCountsNothingTwice() throws SQLException {
        prepare("kill");
        server.start();
        IntakeClient before = new IntakeClient(server.http());
        Receipt combining;
        Receipt halfWay;
        Receipt notStarted;
        try (Rows.Held catalogue = rows.holdWrites("catalogue_entry")) {
            combining = before.upload(Zip.of(Zip.documents(5)));
            awaitStatus(before, combining, "WAITING_FOR_COMBINE");
            halfWay = before.upload(Zip.of(Zip.documents(DOCUMENTS)));
            try (Rows.Held documents = holdHalfWay(halfWay)) {
                notStarted = before.upload(Zip.of(Zip.documents(3)));
                server.kill();
            }
        }
        int done = rows.children(halfWay.executionId(), "COMPLETED");
        int untouched = untouchedSince(halfWay.executionId());
        assertThat(done).isBetween(1, DOCUMENTS - 1);
        assertThat(rows.children(halfWay.executionId(), "RUNNING")).isPositive();

        server.start();

        IntakeClient after = new IntakeClient(server.http());
        completed(after, combining, 5);
        completed(after, halfWay, DOCUMENTS);
        completed(after, notStarted, 3);
        // One claim and one end each: what had completed before the kill was not run again.
        assertThat(untouchedSince(halfWay.executionId())).isGreaterThanOrEqualTo(untouched);
        assertThat(rows.number(
                        "select count(*) from durable_execution where parent_id = ? and crashes > 0",
                        halfWay.executionId()))
                .isPositive();
    }

    @Test
    void aServerThatIsStoppedHandsItsWorkBack() throws SQLException {
        prepare("stop");
        server.start();
        Receipt intake = new IntakeClient(server.http()).upload(Zip.of(Zip.documents(DOCUMENTS)));
        try (Rows.Held documents = holdHalfWay(intake)) {
            server.terminate();
            Eventually.holds(
                    "nothing runs, though no body has ended",
                    LIMIT,
                    () -> rows.number("select count(*) from durable_execution where status = 'RUNNING'") == 0);
        }
        server.awaitEnd();
        assertThat(rows.children(intake.executionId(), "READY")).isPositive();
        assertThat(rows.number("select count(*) from durable_executor where lease_until > clock_timestamp()"))
                .isZero();

        server.start();

        completed(new IntakeClient(server.http()), intake, DOCUMENTS);
        assertThat(rows.text("""
                        select string_agg(concat_ws(' ', task_id, child_index, attempt, crashes, error_message), '; ')
                        from durable_execution
                        where root_id = ? and (attempt > 1 or crashes > 0)""", intake.executionId()))
                .as("what was counted against an execution")
                .isEmpty();
    }

    /** Lets some children end, and none after that. */
    private Rows.Held holdHalfWay(Receipt intake) throws SQLException {
        Eventually.holds(
                "some children have completed", LIMIT, () -> rows.children(intake.executionId(), "COMPLETED") > 10);
        Rows.Held held = rows.holdReads("intake_document");
        Eventually.holds("others run", LIMIT, () -> rows.children(intake.executionId(), "RUNNING") > 0);
        return held;
    }

    private static void awaitStatus(IntakeClient client, Receipt intake, String status) {
        Eventually.get(status, LIMIT, () -> client.get(intake.id()).getString("status"), seen -> seen.equals(status));
    }

    private int untouchedSince(UUID parent) throws SQLException {
        return rows.number(
                "select count(*) from durable_execution where parent_id = ? and status = 'COMPLETED' and token = 1",
                parent);
    }

    private void completed(IntakeClient client, Receipt intake, int documents) throws SQLException {
        JsonObject view = client.awaitFinished(intake.id());
        assertThat(view.getString("status")).as(view.toString()).isEqualTo("COMPLETED");
        assertThat(view.getJsonObject("progress").getInt("finished")).isEqualTo(documents);
        assertThat(view.getJsonObject("catalogue").getJsonObject("totals").getInt("documents"))
                .isEqualTo(documents);
        assertThat(rows.children(intake.executionId(), "COMPLETED")).isEqualTo(documents);
        assertThat(rows.number("select count(*) from durable_execution where root_id = ?", intake.executionId()))
                .isEqualTo(documents + 2);
        assertThat(rows.number("select unfinished_children from durable_execution where id = ?", intake.executionId()))
                .isZero();
    }
}
