package dev.durable.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The values of the port that refuse what makes no sense, and that nobody can change from outside. */
class SpiValuesTest {

    private static final ExecutionId ID = new ExecutionId(new UUID(1, 1));
    private static final ExecutionId OTHER = new ExecutionId(new UUID(2, 2));
    private static final ExecutorId EXECUTOR = new ExecutorId(new UUID(3, 3));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LEEWAY = Duration.ofSeconds(10);
    private static final ParentPolicy POLICY = new ParentPolicy(ChildFailurePolicy.COLLECT, "combine");

    @Test
    void onlyAClaimMakesARowRunning() {
        assertThatThrownBy(() -> Change.to(TaskStatus.RUNNING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RUNNING");
    }

    @Test
    void onlyWhatHasFinishedIsClosed() {
        assertThatThrownBy(() -> Change.to(TaskStatus.READY).notified(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("READY");
    }

    @Test
    void anOutputIsGivenOrTakenAndNotBoth() {
        Change taking = Change.to(TaskStatus.COMPLETED).withOutputOf(OTHER);

        assertThatThrownBy(() -> taking.withOutput("1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(taking.withOutputFound("1"))
                .isEqualTo(Change.to(TaskStatus.COMPLETED).withOutput("1"));
    }

    @Test
    void childrenAreCountedAndTheCombineStepIsNot() {
        List<NewExecution> inserts = List.of(
                execution(Lineage.root(ID).child(ID, 0)),
                execution(Lineage.root(ID).combineStep(ID)));

        assertThat(Change.to(TaskStatus.WAITING_FOR_CHILDREN).inserting(inserts).children())
                .isEqualTo(1);
        assertThat(Change.to(TaskStatus.WAITING_FOR_CHILDREN)
                        .spawning(POLICY, inserts)
                        .children())
                .isEqualTo(1);
    }

    @Test
    void eachPartOfAChangeKeepsTheOthers() {
        TaskError error = TaskError.of(ErrorKind.EXCEPTION, "away");
        List<NewExecution> step = List.of(execution(Lineage.root(ID).combineStep(ID)));
        Change change = Change.to(TaskStatus.FAILED)
                .withIntermediate("\"run\"")
                .withOutput("\"out\"")
                .spawning(POLICY, List.of())
                .inserting(step)
                .because(error)
                .nextAttemptIn(MINUTE)
                .notified(true);

        assertThat(change)
                .isEqualTo(new Change(
                        TaskStatus.FAILED,
                        true,
                        Counts.ATTEMPT,
                        MINUTE,
                        error,
                        "\"run\"",
                        "\"out\"",
                        null,
                        POLICY,
                        step,
                        null));
        assertThat(change.withOutput(null).withOutputOf(OTHER).withOutputFound("\"out\""))
                .isEqualTo(change);
    }

    @Test
    void onlyARootHasNoParent() {
        assertThatThrownBy(() -> new Lineage(ID, null, Role.CHILD, 0, 1, null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Lineage(ID, OTHER, Role.ROOT, 0, 0, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void placesBelowARootKeepItAndGoDeeper() {
        Lineage child = Lineage.root(ID).child(ID, 4);

        assertThat(child).isEqualTo(new Lineage(ID, ID, Role.CHILD, 4, 1, null, null));
        assertThat(child.combineStep(OTHER)).isEqualTo(new Lineage(ID, OTHER, Role.COMBINE, 0, 2, null, null));
    }

    @Test
    void aClaimAsksForOneAtLeast() {
        assertThatThrownBy(() -> new ClaimQuery(EXECUTOR, "server 1", Map.of(), Map.of(), LEEWAY, 0, true, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }

    @Test
    void aClaimExpiresAfterTheExecutionsOwnTimeoutOrElseItsTasks() {
        ClaimQuery query = new ClaimQuery(EXECUTOR, "server 1", Map.of("task", MINUTE), Map.of(), LEEWAY, 1, true, 2);

        assertThat(query.claimExpiry(row(EnqueueOptions.none()))).isEqualTo(MINUTE.plus(LEEWAY));
        assertThat(query.claimExpiry(row(EnqueueOptions.none().withTimeout(Duration.ofHours(1)))))
                .isEqualTo(Duration.ofHours(1).plus(LEEWAY));
    }

    @Test
    void theFirstClaimSetsTheDeadlineThatTheTaskHas() {
        Instant now = Instant.parse("2026-01-01T01:00:00Z");
        ClaimQuery query = new ClaimQuery(
                EXECUTOR, "server 1", Map.of("task", MINUTE), Map.of("task", MINUTE), LEEWAY, 1, true, 2);
        StoredExecution row = row(EnqueueOptions.none());
        StoredExecution limited = row.endingAt(now.plusSeconds(5));

        StoredExecution claimed = query.claim(row, now);

        assertThat(claimed)
                .isEqualTo(
                        row.claimed(EXECUTOR, "server 1", now, now.plus(MINUTE).plus(LEEWAY))
                                .endingAt(now.plus(MINUTE)));
        assertThat(query.claim(limited, now).times().deadline()).isEqualTo(now.plusSeconds(5));
        StoredExecution again = row.claimed(EXECUTOR, "server 1", now, now).after(Change.to(TaskStatus.READY), now);
        assertThat(query.claim(again, now).times().deadline()).isNull();
    }

    @Test
    void aClaimOfATaskWithoutDeadlineSetsNone() {
        Instant now = Instant.parse("2026-01-01T01:00:00Z");
        ClaimQuery query = new ClaimQuery(
                EXECUTOR, "server 1", Map.of("task", MINUTE), Map.of("other", MINUTE), LEEWAY, 1, true, 2);

        assertThat(query.claim(row(EnqueueOptions.none()), now).times().deadline())
                .isNull();
    }

    @Test
    void onlyARootRepeatsAnother() {
        assertThat(Lineage.retry(ID, OTHER)).isEqualTo(new Lineage(ID, null, Role.ROOT, 0, 0, OTHER, null));
        assertThat(Lineage.retry(ID, OTHER).child(ID, 0).retryOf()).isNull();
        assertThat(Lineage.retry(ID, OTHER).combineStep(ID).retryOf()).isNull();
        assertThatThrownBy(() -> new Lineage(ID, OTHER, Role.CHILD, 0, 1, ID, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatStandsBelowBelongsToTheSameTrace() {
        Lineage traced = Lineage.retry(ID, OTHER).tracedFrom("trace");

        assertThat(traced).isEqualTo(new Lineage(ID, null, Role.ROOT, 0, 0, OTHER, "trace"));
        assertThat(traced.child(ID, 0).traceParent()).isEqualTo("trace");
        assertThat(traced.combineStep(ID).traceParent()).isEqualTo("trace");
        assertThat(traced.tracedFrom(null)).isEqualTo(Lineage.retry(ID, OTHER));
    }

    @Test
    void aTraceThatNoStoreCouldKeepIsRefused() {
        Lineage root = Lineage.root(ID);
        String longest = "0".repeat(Lineage.LONGEST_TRACE_PARENT);

        assertThat(root.tracedFrom(longest).traceParent()).isEqualTo(longest);
        assertThatThrownBy(() -> root.tracedFrom(longest + "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 64");
    }

    @Test
    void aSequenceHasItsStepsAndNeitherCombineStepNorQuorum() {
        ParentPolicy sequence = ParentPolicy.sequence(List.of("a", "b"));

        assertThat(sequence).isEqualTo(new ParentPolicy(ChildFailurePolicy.FAIL_FAST, null, 0, List.of("a", "b")));
        assertThat(sequence.isSequence()).isTrue();
        assertThatThrownBy(() -> sequence.withQuorum(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ParentPolicy(ChildFailurePolicy.FAIL_FAST, "combine", 0, List.of("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void childrenSideBySideMayHaveAQuorum() {
        assertThat(POLICY).isEqualTo(new ParentPolicy(ChildFailurePolicy.COLLECT, "combine", 0, List.of()));
        assertThat(POLICY.isSequence()).isFalse();
        assertThat(POLICY.withQuorum(2))
                .isEqualTo(new ParentPolicy(ChildFailurePolicy.COLLECT, "combine", 2, List.of()));
    }

    @Test
    void aWakeNamesAKeyOrAnExecution() {
        assertThatThrownBy(() -> new Wake("task", null, null, "1", null, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Wake("task", "key", ID, "1", null, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatSleepsHasItsTimeoutAsDeadline() {
        NewExecution execution = execution(Lineage.root(OTHER));

        assertThat(execution.deadline()).isNull();
        assertThat(execution.wakeKey()).isNull();
        assertThat(execution.withDeadline(MINUTE).deadline()).isEqualTo(MINUTE);
        assertThat(execution.sleeping("key", MINUTE))
                .isEqualTo(new NewExecution(
                        OTHER, "task", Lineage.root(OTHER), Duration.ZERO, EnqueueOptions.none(), null, MINUTE, "key"));
        assertThat(execution.sleeping("key", MINUTE).withDeadline(LEEWAY).wakeKey())
                .isEqualTo("key");
    }

    @Test
    void answersAreCopied() {
        List<StoredExecution> rows = new ArrayList<>(List.of(row(EnqueueOptions.none())));
        Set<ExecutionId> refused = new HashSet<>(Set.of(ID));
        Written written = new Written(rows, rows, refused, refused, false);
        Claimed claimed = new Claimed(rows, Optional.empty());

        rows.clear();
        refused.clear();

        assertThat(written.changed()).hasSize(1);
        assertThat(written.inserted()).hasSize(1);
        assertThat(written.refused()).hasSize(1);
        assertThat(written.unwritten()).hasSize(1);
        assertThat(claimed.executions()).hasSize(1);
    }

    private static NewExecution execution(Lineage lineage) {
        return new NewExecution(OTHER, "task", lineage, Duration.ZERO, EnqueueOptions.none(), null);
    }

    private static StoredExecution row(EnqueueOptions options) {
        NewExecution execution = new NewExecution(ID, "task", Lineage.root(ID), Duration.ZERO, options, null);
        return execution.inserted(Instant.parse("2026-01-01T00:00:00Z"));
    }
}
