package dev.durable.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.StoreException;
import dev.durable.StoreRefusalException;
import dev.durable.engine.Journal;
import dev.durable.engine.lifecycle.FamilyLife;
import dev.durable.engine.lifecycle.Lifecycle;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.AfterCommit;
import dev.durable.engine.signal.Counters;
import dev.durable.engine.signal.Signals;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.signal.Waiters;
import dev.durable.engine.task.ExecutionIds;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stays in the outcome queue when a store writes only some of a batch. */
class OutcomeWriterTest {

    private final Journal journal = new Journal();
    /** What the store answers, call by call; afterwards it writes everything. */
    private final Deque<Function<Set<ExecutionId>, Written>> answers = new ArrayDeque<>();

    private final List<Set<ExecutionId>> calls = new ArrayList<>();

    private final Signals signals = new Signals();
    private final HeldAttempts held = new HeldAttempts(2, 3, signals);
    private final AfterCommit afterCommit =
            new AfterCommit(signals, new Waiters(signals), new Counters(Telemetry.NONE), id -> {});
    private final OutcomeWriter writer = new OutcomeWriter(
            new BatchWriter(
                    store(),
                    new Lifecycle(new ExecutionIds(), () -> 0.5, 3),
                    new FamilyLife(new ExecutionIds()),
                    afterCommit,
                    held),
            afterCommit,
            held,
            10);

    @AfterEach
    void end() {
        journal.close();
    }

    private TaskExecutionStore store() {
        return (TaskExecutionStore) Proxy.newProxyInstance(
                TaskExecutionStore.class.getClassLoader(),
                new Class<?>[] {TaskExecutionStore.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("writeBack");
                    Set<ExecutionId> ids = ((List<?>) arguments[0])
                            .stream().map(one -> ((WriteBack) one).id()).collect(Collectors.toSet());
                    calls.add(ids);
                    return answers.isEmpty()
                            ? Written.NOTHING
                            : answers.remove().apply(ids);
                });
    }

    private Attempt ended() {
        Attempt attempt = TestAttempts.of("task");
        held.add(List.of(attempt));
        attempt.settle();
        return attempt;
    }

    private void write(Attempt... attempts) {
        writer.write(List.of(attempts), attempt -> new RunOutcome.Completed("1"));
    }

    private static Function<Set<ExecutionId>, Written> unwritten() {
        return ids -> new Written(List.of(), List.of(), Set.of(), ids, false);
    }

    private static Function<Set<ExecutionId>, Written> thrown(RuntimeException failure) {
        return ids -> {
            throw failure;
        };
    }

    @Test
    void whatIsWrittenIsAccountedFor() {
        write(ended(), ended());
        assertThat(calls).hasSize(1);
        assertThat(writer.waiting()).isZero();
        assertThat(held.held()).isZero();
    }

    @Test
    void whatStoodInTheWayIsWrittenByTheNextCall() {
        answers.add(unwritten());
        Attempt attempt = ended();
        write(attempt);
        assertThat(calls).containsExactly(Set.of(attempt.id()), Set.of(attempt.id()));
        assertThat(held.held()).isZero();
    }

    @Test
    void whatIsNotWrittenComesBackToTheQueueOnce() {
        answers.add(thrown(new StoreRefusalException("one of them")));
        answers.add(unwritten());
        answers.add(thrown(new StoreException("out")));
        write(ended(), ended());
        assertThat(calls).hasSize(3);
        assertThat(writer.waiting()).isEqualTo(2);
        assertThat(held.held()).isEqualTo(2);
        writer.flush();
        assertThat(calls).hasSize(4);
        assertThat(writer.waiting()).isZero();
        assertThat(held.held()).isZero();
    }

    @Test
    void anOutcomeIsTriedAgainIfTheDatabaseIsOutBeforeAFailureReplacesIt() {
        answers.add(thrown(new StoreRefusalException("the row")));
        answers.add(thrown(new StoreException("out")));
        Attempt attempt = ended();
        write(attempt);
        assertThat(writer.waiting()).isEqualTo(1);
        assertThat(attempt.outcome()).isEqualTo(new RunOutcome.Completed("1"));
        answers.add(thrown(new StoreRefusalException("the row")));
        writer.flush();
        assertThat(attempt.outcome()).isInstanceOf(RunOutcome.Failed.class);
        assertThat(held.held()).isZero();
    }

    @Test
    void whatCannotEvenBeReplacedIsLeftToTheRescue() {
        answers.add(thrown(new StoreRefusalException("the row")));
        answers.add(thrown(new StoreRefusalException("the failure, too")));
        write(ended());
        assertThat(writer.waiting()).isZero();
        assertThat(held.held()).isZero();
    }
}
