package dev.durable.example.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskExecution;
import dev.durable.TaskExecution.Progress;
import dev.durable.TaskStatus;
import dev.durable.example.document.Catalogue;
import dev.durable.example.document.DocumentDescription;
import dev.durable.example.document.WordCount;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeViewTest {

    private static final Jsonb JSON = JsonbBuilder.create();

    private static final UUID ID = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final ExecutionId EXECUTION = ExecutionId.of("22222222-2222-2222-2222-222222222222");
    private static final String IDS =
            "{\"id\":\"11111111-1111-1111-1111-111111111111\",\"executionId\":\"22222222-2222-2222-2222-222222222222\"";

    @Test
    void whatIsUnderWayHasStatusAndProgressOnly() {
        assertThat(json(execution(TaskStatus.WAITING_FOR_CHILDREN, null, new Progress(2, 5)), null))
                .isEqualTo(IDS + ",\"status\":\"WAITING_FOR_CHILDREN\",\"progress\":{\"finished\":2,\"total\":5}}");
    }

    @Test
    void whatIsCataloguedHasItsCatalogue() {
        Catalogue catalogue = Catalogue.of(List.of(
                new DocumentDescription("a.md", "A", 7, 2, 1, "00ff", List.of(new WordCount("a", 2))),
                new DocumentDescription("empty", null, 0, 0, 0, "e3b0", List.of())));
        assertThat(json(execution(TaskStatus.COMPLETED, null, new Progress(2, 2)), catalogue))
                .isEqualTo(IDS + ",\"status\":\"COMPLETED\",\"progress\":{\"finished\":2,\"total\":2},"
                        + "\"catalogue\":{\"documents\":[{\"characters\":7,\"lines\":1,\"name\":\"a.md\","
                        + "\"sha256\":\"00ff\",\"title\":\"A\",\"topWords\":[{\"count\":2,\"word\":\"a\"}],\"words\":2},"
                        + "{\"characters\":0,\"lines\":0,\"name\":\"empty\",\"sha256\":\"e3b0\","
                        + "\"topWords\":[],\"words\":0}],"
                        + "\"totals\":{\"characters\":7,\"documents\":2,\"lines\":1,\"words\":2}}}");
    }

    @Test
    void whatFailedSaysWhyAndShowsNoStack() {
        TaskError error = new TaskError(
                ErrorKind.CHILDREN_FAILED, "\"x.png\" is not text", "dev.durable.TaskException", "at …", false);
        assertThat(json(execution(TaskStatus.CHILDREN_FAILED, error, new Progress(1, 2)), null))
                .isEqualTo(IDS + ",\"status\":\"CHILDREN_FAILED\",\"progress\":{\"finished\":1,\"total\":2},"
                        + "\"error\":{\"kind\":\"CHILDREN_FAILED\",\"message\":\"\\\"x.png\\\" is not text\"}}");
    }

    @Test
    void anExecutionThatWasDeletedHasNoStatus() {
        assertThat(JSON.toJson(IntakeView.of(intake(false), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(IDS + "}");
        assertThat(JSON.toJson(IntakeView.of(intake(true), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(IDS + "}");
    }

    @Test
    void aLargeIntakeAwaitsItsApproval() {
        assertThat(large(TaskStatus.WAITING_FOR_CHILDREN, null))
                .isEqualTo(IDS + ",\"status\":\"WAITING_FOR_CHILDREN\",\"approval\":{\"state\":\"AWAITED\"}}");
    }

    @Test
    void whoHasDecidedIsShownWhateverBecomesOfTheIntake() {
        assertThat(large(TaskStatus.RUNNING, new Decision(true, "Ann")))
                .isEqualTo(IDS + ",\"status\":\"RUNNING\",\"approval\":{\"by\":\"Ann\",\"state\":\"APPROVED\"}}");
        assertThat(large(TaskStatus.CHILDREN_FAILED, new Decision(false, "Bob")))
                .isEqualTo(
                        IDS + ",\"status\":\"CHILDREN_FAILED\",\"approval\":{\"by\":\"Bob\",\"state\":\"REJECTED\"}}");
    }

    @Test
    void anApprovalThatNobodyGaveInTimeIsTimedOut() {
        assertThat(large(TaskStatus.CHILDREN_FAILED, null))
                .isEqualTo(IDS + ",\"status\":\"CHILDREN_FAILED\",\"approval\":{\"state\":\"TIMED_OUT\"}}");
    }

    @Test
    void whatWasCancelledAwaitsNothing() {
        assertThat(large(TaskStatus.CANCELLED, null)).isEqualTo(IDS + ",\"status\":\"CANCELLED\"}");
    }

    private static String large(TaskStatus status, @Nullable Decision decision) {
        Intake intake = intake(true);
        if (decision != null) {
            intake.decide(decision);
        }
        TaskExecution<Void> sequence = execution(status, null, new Progress(0, 2));
        return JSON.toJson(IntakeView.of(intake, Optional.of(sequence), Optional.empty(), Optional.empty()));
    }

    private static Intake intake(boolean large) {
        return new Intake(ID, EXECUTION.value(), large);
    }

    private static String json(TaskExecution<Void> execution, @Nullable Catalogue catalogue) {
        return JSON.toJson(IntakeView.of(
                intake(false),
                Optional.of(execution),
                Optional.of(execution.progress()),
                Optional.ofNullable(catalogue)));
    }

    private static TaskExecution<Void> execution(TaskStatus status, @Nullable TaskError error, Progress progress) {
        return FakeExecutor.execution(EXECUTION, status, Optional.ofNullable(error), progress);
    }
}
