package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several callers that insert the same at once. */
abstract class InsertConcurrencyContract extends StoreContract {

    private static final int CALLERS = 8;

    @Test
    void oneCallerInsertsAnIdAndTheOthersLearnOfIt() {
        for (int round = 0; round < 20; round++) {
            NewExecution execution = root(TASK);

            List<Set<ExecutionId>> answers =
                    Threads.together(CALLERS, () -> store().insertIfAbsent(List.of(execution)));

            assertThat(answers).filteredOn(Set::isEmpty).hasSize(1);
            assertThat(answers).filteredOn(inTheWay -> !inTheWay.isEmpty()).allSatisfy(inTheWay -> assertThat(inTheWay)
                    .containsExactly(execution.id()));
            assertThat(store().views().find(execution.id())).isPresent();
        }
    }

    @Test
    void oneCallerInsertsASleeperUnderAKey() {
        for (int round = 0; round < 20; round++) {
            String key = "key " + round;
            ConcurrentLinkedQueue<NewExecution> sleepers = new ConcurrentLinkedQueue<>(
                    Stream.generate(() -> sleeping(SLEEPER, key)).limit(CALLERS).toList());
            List<NewExecution> all = List.copyOf(sleepers);

            List<Set<ExecutionId>> answers =
                    Threads.together(CALLERS, () -> store().insertIfAbsent(List.of(sleepers.remove())));

            assertThat(answers).filteredOn(Set::isEmpty).hasSize(1);
            assertThat(store().views().standings(newIds(all))).hasSize(1);
        }
    }

    @Test
    void ofFiftySleepersOneIsRefusedWhoseKeyIsThatOfAnother() {
        List<NewExecution> all = IntStream.range(0, 50)
                .mapToObj(i -> sleeping(SLEEPER, "key " + i % 49))
                .toList();
        ConcurrentLinkedQueue<NewExecution> sleepers = new ConcurrentLinkedQueue<>(all);

        List<Set<ExecutionId>> answers = Threads.together(CALLERS, () -> {
            Set<ExecutionId> refused = new HashSet<>();
            for (NewExecution next = sleepers.poll(); next != null; next = sleepers.poll()) {
                refused.addAll(store().insertIfAbsent(List.of(next)));
            }
            return refused;
        });

        assertThat(answers.stream().flatMap(Set::stream))
                .hasSize(1)
                .isSubsetOf(all.get(0).id(), all.get(49).id());
        assertThat(store().views().standings(newIds(all))).hasSize(49);
    }

    @Test
    void callersThatInsertTheSameInAnyOrderDoNotBlockEachOther() {
        List<NewExecution> executions = roots(50);
        List<NewExecution> backwards = new ArrayList<>(executions);
        Collections.reverse(backwards);
        ConcurrentLinkedQueue<List<NewExecution>> orders = new ConcurrentLinkedQueue<>(List.of(executions, backwards));

        List<Set<ExecutionId>> answers = Threads.together(2, () -> store().insertIfAbsent(orders.remove()));

        assertThat(answers).filteredOn(Set::isEmpty).hasSize(1);
        assertThat(store().views().standings(newIds(executions))).hasSize(50);
    }

    @Test
    void ofChildrenThatSleepUnderOneKeyOneSleeps() {
        ConcurrentLinkedQueue<StoredExecution> parents = new ConcurrentLinkedQueue<>(running(CALLERS));

        List<Written> answers = Threads.together(CALLERS, () -> {
            StoredExecution parent = parents.remove();
            Change spawning =
                    Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, List.of(sleepingChild(parent, 0, KEY)));
            return store().writeBack(List.of(outcomeOf(parent, spawning)), LEAVE);
        });

        assertThat(answers.stream()
                        .flatMap(written -> written.inserted().stream())
                        .map(StoredExecution::status))
                .hasSize(CALLERS)
                .containsOnlyOnce(TaskStatus.SLEEPING)
                .containsOnly(TaskStatus.SLEEPING, TaskStatus.FAILED);
    }
}
