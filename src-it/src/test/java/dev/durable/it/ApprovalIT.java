package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.IntakeClient;
import dev.durable.it.harness.IntakeClient.Receipt;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.Zip;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Large intakes wait for somebody to decide about them. */
class ApprovalIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SMALL = 2;
    private static final int LARGE = 3;

    private static Server server;
    private static IntakeClient intakes;
    private static Rows rows;

    @BeforeAll
    static void start() {
        server = Server.on(Databases.shared().createDatabase("approval"), "approval")
                .with("intake.approval-above", Integer.toString(SMALL))
                .start();
        intakes = new IntakeClient(server.http());
        rows = new Rows(Databases.shared().dataSource("approval"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSmallIntakeNeedsNoApproval() {
        UUID id = upload(SMALL).id();

        JsonObject intake = intakes.awaitFinished(id);

        assertThat(intake.getString("status")).isEqualTo("COMPLETED");
        assertThat(intake).doesNotContainKey("approval");
        refused(intakes.decide(id, true, "Ann"), 409, "NO_APPROVAL_NEEDED", "needs no approval");
    }

    @Test
    void aLargeIntakeIsCataloguedOnceItIsApprovedAndNotBefore() throws SQLException {
        Receipt receipt = upload(LARGE);
        awaitAsleep(receipt);
        assertThat(state(intakes.get(receipt.id()))).isEqualTo("AWAITED");
        assertThat(documents(receipt)).isZero();

        Http.Answer answer = intakes.decide(receipt.id(), true, "Ann");

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.object().getString("answer")).isEqualTo("APPROVED");
        JsonObject intake = intakes.awaitFinished(receipt.id());
        assertThat(intake.getString("status")).as(intake.toString()).isEqualTo("COMPLETED");
        assertThat(state(intake)).isEqualTo("APPROVED");
        assertThat(intake.getJsonObject("progress").getInt("total")).isEqualTo(LARGE);
        assertThat(intake.getJsonObject("catalogue").getJsonArray("documents")).hasSize(LARGE);
    }

    @Test
    void theFirstDecisionCounts() {
        UUID id = upload(LARGE).id();
        assertThat(intakes.decide(id, true, "Ann").status()).isEqualTo(202);

        Http.Answer again = intakes.decide(id, true, "Carl");

        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.object().getString("by")).isEqualTo("Ann");
        refused(intakes.decide(id, false, "Bob"), 409, "ALREADY_DECIDED", "approved by Ann");
        assertThat(intakes.awaitFinished(id).getString("status")).isEqualTo("COMPLETED");
        assertThat(intakes.decide(id, true, "Carl").status()).isEqualTo(200);
        refused(intakes.decide(id, false, "Bob"), 409, "ALREADY_DECIDED", "approved by Ann");
    }

    @Test
    void aRejectedIntakeFailsAndSaysWhoRejectedIt() throws SQLException {
        Receipt receipt = upload(LARGE);
        awaitAsleep(receipt);

        assertThat(intakes.decide(receipt.id(), false, "Bob").status()).isEqualTo(202);

        JsonObject intake = intakes.awaitFinished(receipt.id());
        assertThat(intake.getString("status")).isEqualTo("CHILDREN_FAILED");
        assertThat(intake.getJsonObject("error").getString("message")).contains("approval", "rejected by Bob");
        assertThat(state(intake)).isEqualTo("REJECTED");
        assertThat(documents(receipt)).isZero();
        refused(intakes.decide(receipt.id(), true, "Ann"), 409, "ALREADY_DECIDED", "rejected by Bob");
    }

    @Test
    void anIntakeThatNobodyDecidesAboutTimesOut() throws SQLException {
        try (Server impatient = Server.on(Databases.shared().createDatabase("impatient"), "impatient")) {
            impatient
                    .with("intake.approval-above", "0")
                    .with("durable.task.approval.timeout", "PT1S")
                    .start();
            IntakeClient client = new IntakeClient(impatient.http());
            UUID id = client.upload(Zip.of(Zip.documents(1))).id();

            JsonObject intake = client.awaitFinished(id);

            assertThat(intake.getString("status")).isEqualTo("CHILDREN_FAILED");
            assertThat(intake.getJsonObject("error").getString("message")).contains("approval", "TIMED_OUT");
            assertThat(state(intake)).isEqualTo("TIMED_OUT");
            refused(client.decide(id, true, "Ann"), 409, "TOO_LATE", "TIMED_OUT");
        }
    }

    @Test
    void anIntakeThatWaitsCanBeCancelled() throws SQLException {
        Receipt receipt = upload(LARGE);
        awaitAsleep(receipt);

        assertThat(server.http().delete("/intakes/" + receipt.id()).object().getString("answer"))
                .isEqualTo("CANCELLED");

        refused(intakes.decide(receipt.id(), true, "Ann"), 409, "TOO_LATE", "CANCELLED");
        assertThat(intakes.get(receipt.id())).doesNotContainKey("approval");
        Eventually.holds("nobody sleeps", LIMIT, () -> asleep(receipt) == 0);
        assertThat(documents(receipt)).isZero();
    }

    @Test
    void whatIsNoDecisionIsRefused() {
        UUID id = upload(LARGE).id();

        refused(intakes.decide(UUID.randomUUID(), true, "Ann"), 404, "NOT_FOUND", "no intake");
        refused(
                intakes.decide(id, "{\"approved\": \"yes\", \"by\": \"Ann\"}"),
                400,
                "MALFORMED_DECISION",
                "true or false");
        refused(intakes.decide(id, true, " "), 400, "MALFORMED_DECISION", "1 to 100 characters");
        byte[] text = "yes".getBytes(StandardCharsets.UTF_8);
        refused(
                server.http().post("/intakes/" + id + "/approval", "text/plain", text),
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "json");
        assertThat(state(intakes.get(id))).isEqualTo("AWAITED");
    }

    private static Receipt upload(int documents) {
        return intakes.upload(Zip.of(Zip.documents(documents)));
    }

    private static void awaitAsleep(Receipt receipt) {
        Eventually.holds("the approval sleeps", LIMIT, () -> asleep(receipt) == 1);
    }

    private static int asleep(Receipt receipt) throws SQLException {
        return rows.number(
                "select count(*) from durable_execution where root_id = ? and status = 'SLEEPING'",
                receipt.executionId());
    }

    private static int documents(Receipt receipt) throws SQLException {
        return rows.number("select count(*) from intake_document where intake_id = ?", receipt.id());
    }

    private static String state(JsonObject intake) {
        return intake.getJsonObject("approval").getString("state");
    }

    private static void refused(Http.Answer answer, int status, String kind, String part) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        JsonObject error = answer.object().getJsonObject("error");
        assertThat(error.getString("kind")).isEqualTo(kind);
        assertThat(error.getString("message")).contains(part);
    }
}
