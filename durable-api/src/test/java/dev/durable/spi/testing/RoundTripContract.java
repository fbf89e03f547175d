package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ErrorKind;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Wake;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out, to the last character and digit. */
abstract class RoundTripContract extends StoreContract {

    private static final String AWKWARD =
            "\"smile \uD83D\uDE00 \u00e4\u00f6\u00fc \u6f22\u5b57 \u200f\u05e9\u05dc\u05d5\u05dd"
                    + "\nnext line\r\n\ttab 'quote' \\u0000 {brace} ${dollar} :name ?1 %s \u2028\"";

    private static final EnqueueOptions ALL = new EnqueueOptions(
            Duration.ofMillis(1),
            Duration.ofDays(365),
            1000,
            Duration.ofMillis(1500),
            1.1,
            Duration.ofHours(24),
            0.1,
            Duration.ofDays(3650));

    @Test
    void awkwardTextComesBackFromEveryPlace() {
        StoredExecution attempt = claimedWithInput(AWKWARD);
        assertThat(attempt.payloads().input()).isEqualTo(AWKWARD);
        writeBack(
                attempt,
                Change.to(TaskStatus.WAITING_FOR_COMBINE)
                        .withIntermediate(AWKWARD)
                        .spawning(POLICY, List.of(combineStep(attempt))));
        store().update(attempt.id(), to(completed(AWKWARD)));

        assertThat(row(attempt.id()).payloads()).isEqualTo(new StoredExecution.Payloads(AWKWARD, AWKWARD, AWKWARD));
    }

    @Test
    void aMegabyteComesBack() {
        String large = "\"" + "0123456789abcde\u00e9".repeat(1 << 16) + "\"";
        StoredExecution attempt = claimedWithInput(large);

        writeBack(attempt, completed(large));

        assertThat(attempt.payloads().input()).isEqualTo(large);
        assertThat(row(attempt.id()).payloads().input()).isEqualTo(large);
        assertThat(row(attempt.id()).payloads().output()).isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "\"\""})
    void whatLooksLikeNothingIsNotNothing(String text) {
        StoredExecution attempt = claimedWithInput(text);

        writeBack(attempt, completed(text));

        assertThat(row(attempt.id()).payloads()).isEqualTo(new StoredExecution.Payloads(text, null, text));
    }

    @Test
    void anExecutionMayHaveNoPayloadAtAll() {
        StoredExecution attempt = claimedWithInput(null);

        writeBack(attempt, completed(null));

        assertThat(row(attempt.id()).payloads()).isEqualTo(StoredExecution.Payloads.NONE);
    }

    @Test
    void allOptionsComeBack() {
        ExecutionId id = insert(root(TASK, Duration.ZERO, ALL));

        assertThat(row(id).options()).isEqualTo(ALL);
        assertThat(claim(TASK, 1).get(0).options()).isEqualTo(ALL);
    }

    @Test
    void optionsThatAreNotSetStayUnset() {
        ExecutionId id = insert(root(TASK, Duration.ZERO, EnqueueOptions.none()));

        assertThat(row(id).options()).isEqualTo(EnqueueOptions.none());
        assertThat(claim(TASK, 1).get(0).options()).isEqualTo(EnqueueOptions.none());
    }

    @Test
    void zeroIsAnOptionToo() {
        EnqueueOptions zero = EnqueueOptions.none()
                .withDelay(Duration.ZERO)
                .withMaxRetries(0)
                .withRetryDelay(Duration.ZERO)
                .withRetryJitter(0);

        assertThat(row(insert(root(TASK, Duration.ZERO, zero))).options()).isEqualTo(zero);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfErrorComesBack(ErrorKind kind) {
        TaskError error =
                new TaskError(kind, AWKWARD, "com.acme.Broken$Inner", "com.acme.Broken: \n\tat x\n".repeat(100), true);
        StoredExecution attempt = running();

        writeBack(attempt, Change.to(TaskStatus.FAILED).because(error).notified(true));

        assertThat(row(attempt.id()).error()).isEqualTo(error);
    }

    @Test
    void anErrorWithoutAnExceptionComesBack() {
        TaskError error = TaskError.of(ErrorKind.TIMED_OUT, "The attempt took longer than PT5M");
        StoredExecution attempt = running();

        writeBack(attempt, again().because(error));

        assertThat(row(attempt.id()).error()).isEqualTo(error);
        assertThat(claim(TASK, 1).get(0).error()).isEqualTo(error);
    }

    @ParameterizedTest
    @EnumSource
    void everyPolicyComesBack(ChildFailurePolicy onChildFailure) {
        ParentPolicy policy = new ParentPolicy(onChildFailure, "f".repeat(255));
        StoredExecution attempt = running();

        writeBack(attempt, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(policy, List.of(child(attempt, 0))));

        assertThat(row(attempt.id()).family()).isEqualTo(new StoredExecution.Family(1, 1, 0, policy));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RUNNING")
    void everyStatusComesBack(TaskStatus status) {
        StoredExecution attempt = running();

        writeBack(attempt, status == TaskStatus.SLEEPING ? Change.toSleep("key", LONG) : Change.to(status));

        assertThat(row(attempt.id()).status()).isEqualTo(status);
        assertThat(row(attempt.id()).times().finished() != null).isEqualTo(status.finished());
    }

    static Stream<ParentPolicy> sequencesQuorumsAndPolicies() {
        return Stream.of(
                new ParentPolicy(ChildFailurePolicy.COLLECT, null),
                new ParentPolicy(ChildFailurePolicy.FAIL_FAST, null).withQuorum(1),
                new ParentPolicy(ChildFailurePolicy.COLLECT, COMBINE).withQuorum(1000),
                ParentPolicy.sequence(List.of(CHILD)),
                ParentPolicy.sequence(List.of("first", "a, \"b\"; c\\ d", "first", AWKWARD)),
                ParentPolicy.sequence(IntStream.range(0, 100)
                        .mapToObj(i -> "t".repeat(250) + i)
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource("sequencesQuorumsAndPolicies")
    void whateverAdvancesAParentComesBack(ParentPolicy policy) {
        StoredExecution attempt = running();

        writeBack(attempt, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(policy, List.of(child(attempt, 0))));

        assertThat(row(attempt.id()).family()).isEqualTo(new StoredExecution.Family(1, 1, 0, policy));
    }

    @Test
    void whatAnExecutionRepeatsComesBack() {
        ExecutionId first = insert(root(TASK));
        ExecutionId id = newId();
        insert(new NewExecution(id, TASK, Lineage.retry(id, first), Duration.ZERO, EnqueueOptions.none(), "1"));

        assertThat(row(id).lineage()).isEqualTo(Lineage.retry(id, first));
        assertThat(row(first).lineage().retryOf()).isNull();
    }

    @Test
    void theExecutorOfTheLastAttemptComesBack() {
        StoredExecution attempt = running();

        writeBack(attempt, completed("1"));

        assertThat(row(attempt.id()).claim()).isEqualTo(new StoredExecution.Claim(1, 1, 1, 0, null, SERVER));
    }

    @Test
    void wakesComeBackAsTheyWereRequested() {
        List<Wake> calls = List.of(
                new Wake(SLEEPER, AWKWARD, null, AWKWARD, null, false),
                new Wake(
                        SLEEPER,
                        "failing",
                        null,
                        null,
                        new TaskError(ErrorKind.REPORTED, AWKWARD, null, null, false),
                        true),
                new Wake(SLEEPER, null, insert(sleeping(SLEEPER, "named")), null, null, false));
        insert(sleeping(SLEEPER, AWKWARD));
        insert(sleeping(SLEEPER, "failing"));
        store().submit(wakes(calls.toArray(Wake[]::new)));
        Set<Wake> seen = new HashSet<>();

        store().deliver(10, LONG, (row, wake) -> {
            seen.add(wake);
            return Optional.empty();
        });

        assertThat(seen).containsExactlyInAnyOrderElementsOf(calls);
    }

    @Test
    void keptWakesComeBackAsTheyWereKept() {
        Wake call = new Wake(SLEEPER, AWKWARD, null, AWKWARD, null, true);
        store().wake(call, LONG, END);
        insert(sleeping(SLEEPER, AWKWARD));
        Set<Wake> seen = new HashSet<>();

        store().deliver(10, LONG, (row, wake) -> {
            seen.add(wake);
            return Optional.empty();
        });

        assertThat(seen).containsExactly(call);
    }

    @Test
    void thePlaceInTheTreeComesBack() {
        StoredExecution top = running();
        StoredExecution middle = runningChildren(top, 2).get(1);
        StoredExecution leaf = runningChildren(middle, 1).get(0);
        StoredExecution step = runningCombineStep(leaf);

        assertThat(row(top.id()).lineage()).isEqualTo(Lineage.root(top.id()));
        assertThat(row(middle.id()).lineage()).isEqualTo(top.lineage().child(top.id(), 1));
        assertThat(row(leaf.id()).lineage()).isEqualTo(middle.lineage().child(middle.id(), 0));
        assertThat(row(step.id()).lineage()).isEqualTo(leaf.lineage().combineStep(leaf.id()));
    }

    @Test
    void theTraceComesBackAlsoWithWhatIsInsertedBelow() {
        String longest = "0".repeat(Lineage.LONGEST_TRACE_PARENT);
        ExecutionId id = newId();
        Lineage traced = Lineage.root(id).tracedFrom(longest);
        insert(new NewExecution(id, TASK, traced, Duration.ZERO, EnqueueOptions.none(), "1"));
        StoredExecution top = claim(TASK, 1).get(0);

        assertThat(top.lineage()).isEqualTo(traced);
        StoredExecution child = runningChildren(top, 1).get(0);
        assertThat(row(child.id()).lineage().traceParent()).isEqualTo(longest);
        assertThat(row(runningCombineStep(child).id()).lineage().traceParent()).isEqualTo(longest);
    }

    @Test
    void aTaskIdMayBeAsLongAsItsLimit() {
        String longest = "t".repeat(255);

        assertThat(row(insert(root(longest))).taskId()).isEqualTo(longest);
        assertThat(claim(longest, 1)).hasSize(1);
    }

    private StoredExecution claimedWithInput(@Nullable String input) {
        ExecutionId id = newId();
        insert(new NewExecution(id, TASK, Lineage.root(id), Duration.ZERO, EnqueueOptions.none(), input));
        return claim(TASK, 1).get(0);
    }
}
