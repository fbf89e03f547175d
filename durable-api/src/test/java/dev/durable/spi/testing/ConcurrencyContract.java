package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Eight callers at once, as eight servers would be. */
abstract class ConcurrencyContract extends StoreContract {

    private static final int CALLERS = 8;
    private static final int BATCH = 20;

    /** A parent goes on to its combine step when it sees no unfinished child. The step itself is left out. */
    private static final FamilyRule COMBINE_AT_LAST =
            (parent, ended) -> parent.family().unfinished() > 0 || parent.status() != TaskStatus.WAITING_FOR_CHILDREN
                    ? Optional.empty()
                    : Optional.of(Change.to(TaskStatus.WAITING_FOR_COMBINE));

    @Test
    void eachExecutionIsClaimedByOneCaller() {
        List<NewExecution> executions = roots(2000);
        store().insert(executions);

        List<List<StoredExecution>> claims = Threads.together(CALLERS, this::claimAll);

        List<StoredExecution> all = claims.stream().flatMap(List::stream).toList();
        assertThat(ids(all)).containsExactlyInAnyOrderElementsOf(newIds(executions));
        assertThat(all).allSatisfy(row -> assertThat(row.claim().token()).isEqualTo(1));
        assertThat(all).allSatisfy(row -> assertThat(row(row.id()).claim().owner())
                .isEqualTo(row.claim().owner()));
    }

    private List<StoredExecution> claimAll() {
        ExecutorId self = newExecutor();
        List<StoredExecution> mine = new ArrayList<>();
        List<StoredExecution> batch;
        do {
            batch = store().claim(query(self, BATCH, TASK)).executions();
            mine.addAll(batch);
        } while (!batch.isEmpty());
        return mine;
    }

    @Test
    void oneCallerSeesTheLastChildFinish() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 1000);
        ConcurrentLinkedQueue<List<WriteBack>> batches = batches(children);

        List<List<Written>> answers = Threads.together(CALLERS, () -> writeBackAll(batches));

        List<Written> all = answers.stream().flatMap(List::stream).toList();
        assertThat(all).allSatisfy(written -> assertThat(written.refused()).isEmpty());
        assertThat(all.stream()
                        .flatMap(written -> written.changed().stream())
                        .filter(row -> row.id().equals(parent.id()))
                        .filter(row -> row.family().unfinished() == 0))
                .singleElement()
                .satisfies(row -> assertThat(row.status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE));
        assertThat(row(parent.id()).family().unfinished()).isZero();
        assertThat(row(parent.id()).status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
    }

    @Test
    void ofTwoWriteBacksUnderOneClaimOneIsRefused() {
        List<StoredExecution> attempts = running(100);
        List<WriteBack> writeBacks = attempts.stream()
                .map(attempt -> outcomeOf(attempt, completed("1")))
                .toList();

        List<Written> answers = Threads.together(CALLERS, () -> store().writeBack(writeBacks, LEAVE));

        assertThat(answers.stream()
                        .flatMap(written -> written.changed().stream())
                        .map(StoredExecution::id))
                .containsExactlyInAnyOrderElementsOf(ids(attempts));
        assertThat(answers.stream()
                        .mapToInt(written -> written.refused().size())
                        .sum())
                .isEqualTo(attempts.size() * (CALLERS - 1));
    }

    private List<Written> writeBackAll(ConcurrentLinkedQueue<List<WriteBack>> batches) {
        List<Written> answers = new ArrayList<>();
        for (List<WriteBack> batch = batches.poll(); batch != null; batch = batches.poll()) {
            answers.add(store().writeBack(batch, COMBINE_AT_LAST));
        }
        return answers;
    }

    private static ConcurrentLinkedQueue<List<WriteBack>> batches(List<StoredExecution> attempts) {
        List<WriteBack> writeBacks = attempts.stream()
                .map(attempt -> outcomeOf(attempt, completed("1")))
                .toList();
        return new ConcurrentLinkedQueue<>(IntStream.range(0, writeBacks.size() / BATCH)
                .mapToObj(i -> writeBacks.subList(i * BATCH, (i + 1) * BATCH))
                .toList());
    }

    @Test
    void eachExecutionIsClosedByOneCaller() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 400);
        store().writeBack(
                        children.stream()
                                .map(child -> outcomeOf(child, Change.to(TaskStatus.CANCELLED)))
                                .toList(),
                        LEAVE);

        List<List<ExecutionId>> closed = Threads.together(CALLERS, this::closeAll);

        assertThat(closed.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ids(children));
        assertThat(row(parent.id()).family().unfinished()).isZero();
        assertThat(row(parent.id()).status()).isEqualTo(TaskStatus.WAITING_FOR_COMBINE);
    }

    /** Closes until nothing is left that no other caller is closing, and gives what this caller closed. */
    private List<ExecutionId> closeAll() {
        List<ExecutionId> mine = new ArrayList<>();
        Written written;
        do {
            written = store().close(BATCH, COMBINE_AT_LAST);
            written.changed().stream()
                    .filter(StoredExecution::isNotified)
                    .map(StoredExecution::id)
                    .forEach(mine::add);
        } while (!written.changed().isEmpty());
        return mine;
    }

    @Test
    void aCancelAndAnOutcomeDoNotBothWin() {
        List<StoredExecution> attempts = running(50);
        ConcurrentLinkedQueue<Boolean> parts = new ConcurrentLinkedQueue<>(List.of(true, false));

        List<List<ExecutionId>> winners =
                Threads.together(2, () -> parts.remove() ? writeBackEach(attempts) : cancelEach(attempts));

        assertThat(winners.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ids(attempts));
    }

    private List<ExecutionId> writeBackEach(List<StoredExecution> attempts) {
        return attempts.stream()
                .filter(attempt -> store().writeBack(List.of(outcomeOf(attempt, completed("1"))), LEAVE)
                        .refused()
                        .isEmpty())
                .map(StoredExecution::id)
                .toList();
    }

    private List<ExecutionId> cancelEach(List<StoredExecution> attempts) {
        return attempts.stream()
                .map(attempt -> store().update(
                                attempt.id(),
                                row -> row.status().finished()
                                        ? Optional.empty()
                                        : Optional.of(Change.to(TaskStatus.CANCELLED)))
                        .changed()
                        .get(0))
                .filter(row -> row.status() == TaskStatus.CANCELLED)
                .map(StoredExecution::id)
                .toList();
    }
}
