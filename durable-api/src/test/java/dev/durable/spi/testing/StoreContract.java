package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.ClaimQuery;
import dev.durable.spi.Command;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.FamilyRule;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.Renewal;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.TaskExecutionStore;
import dev.durable.spi.Wake;
import dev.durable.spi.WakeRule;
import dev.durable.spi.Woken;
import dev.durable.spi.WriteBack;
import dev.durable.spi.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a store, and short words for what happens to executions before a test. */
abstract class StoreContract {

    static final String TASK = "task";
    static final String CHILD = "child";
    static final String COMBINE = "combine";
    static final String SLEEPER = "sleeper";
    static final String KEY = "order 4711";
    static final String SERVER = "server 1";
    static final Duration TIMEOUT = Duration.ofMinutes(5);
    static final Duration LEEWAY = Duration.ofSeconds(10);
    static final Duration LONG = Duration.ofHours(1);
    static final Duration SHORT = Duration.ofMillis(100);
    static final ParentPolicy POLICY = new ParentPolicy(ChildFailurePolicy.COLLECT, COMBINE);
    static final ParentPolicy SEQUENCE = ParentPolicy.sequence(List.of(CHILD, CHILD, CHILD));
    static final FamilyRule LEAVE = (parent, ended) -> Optional.empty();

    /** What is found asleep completes with what the wake brings, or fails. */
    static final WakeRule END = (sleeper, wake) -> sleeper.status() != TaskStatus.SLEEPING
            ? Optional.empty()
            : Optional.of(Change.to(wake.failure() == null ? TaskStatus.COMPLETED : TaskStatus.FAILED)
                    .withOutput(wake.output())
                    .because(wake.failure())
                    .notified(sleeper.lineage().parentId() == null));

    final ExecutorId executor = newExecutor();

    private StoreUnderTest subject;

    /** An empty store. */
    abstract StoreUnderTest open();

    @BeforeEach
    final void openStore() {
        subject = open();
    }

    final TaskExecutionStore store() {
        return subject.store();
    }

    final void pass(Duration duration) {
        subject.pass(duration);
    }

    static ExecutionId newId() {
        return new ExecutionId(UUID.randomUUID());
    }

    static ExecutorId newExecutor() {
        return new ExecutorId(UUID.randomUUID());
    }

    static NewExecution root(String task, Duration delay, EnqueueOptions options) {
        ExecutionId id = newId();
        return new NewExecution(id, task, Lineage.root(id), delay, options, "\"input of " + id + "\"");
    }

    static NewExecution root(String task) {
        return root(task, Duration.ZERO, EnqueueOptions.none());
    }

    static List<NewExecution> roots(int count) {
        return IntStream.range(0, count).mapToObj(i -> root(TASK)).toList();
    }

    static NewExecution sleeping(String task, String key) {
        return root(task).sleeping(key, LONG);
    }

    static NewExecution sleeping() {
        return sleeping(SLEEPER, KEY);
    }

    static NewExecution sleepingChild(StoredExecution parent, int index, String key) {
        return child(SLEEPER, parent, index).sleeping(key, LONG);
    }

    static Wake wake(String key, String output) {
        return new Wake(SLEEPER, key, null, output, null, false);
    }

    static Wake wakeForNext(String key, String output) {
        return new Wake(SLEEPER, key, null, output, null, true);
    }

    static Wake wake(ExecutionId id, String output) {
        return new Wake(SLEEPER, null, id, output, null, false);
    }

    static NewExecution child(StoredExecution parent, int index) {
        return child(CHILD, parent, index);
    }

    private static NewExecution child(String task, StoredExecution parent, int index) {
        Lineage place = parent.lineage().child(parent.id(), index);
        return new NewExecution(newId(), task, place, Duration.ZERO, EnqueueOptions.none(), "\"child " + index + "\"");
    }

    static NewExecution combineStep(StoredExecution parent) {
        Lineage place = parent.lineage().combineStep(parent.id());
        return new NewExecution(newId(), COMBINE, place, Duration.ZERO, EnqueueOptions.none(), null);
    }

    static ClaimQuery query(ExecutorId executor, int limit, String... tasks) {
        Map<String, Duration> timeouts = new HashMap<>();
        for (String task : tasks) {
            timeouts.put(task, TIMEOUT);
        }
        return new ClaimQuery(executor, SERVER, timeouts, Map.of(), LEEWAY, limit, true, 2);
    }

    final ExecutionId insert(NewExecution execution) {
        store().insert(List.of(execution));
        return execution.id();
    }

    final List<StoredExecution> claim(String task, int limit) {
        return store().claim(query(executor, limit, task)).executions();
    }

    /** Executions without relatives, claimed by the executor. */
    final List<StoredExecution> running(int count) {
        store().insert(roots(count));
        List<StoredExecution> claimed = claim(TASK, count);
        assertThat(claimed).hasSize(count);
        return claimed;
    }

    final StoredExecution running() {
        return running(1).get(0);
    }

    /** Turns a claimed execution into a parent and claims its children; they come in the order of spawning. */
    final List<StoredExecution> runningChildren(StoredExecution parent, int count) {
        List<NewExecution> children =
                IntStream.range(0, count).mapToObj(i -> child(parent, i)).toList();
        writeBack(parent, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(POLICY, children));
        List<StoredExecution> claimed = new ArrayList<>(claim(CHILD, count));
        assertThat(claimed).hasSize(count);
        claimed.sort(Comparator.comparing(row -> row.lineage().index()));
        return claimed;
    }

    /** Turns a claimed execution into a sequence and claims its first step. */
    final StoredExecution runningFirstStep(StoredExecution sequence) {
        writeBack(sequence, Change.to(TaskStatus.WAITING_FOR_CHILDREN).spawning(SEQUENCE, List.of(child(sequence, 0))));
        return claim(CHILD, 1).get(0);
    }

    /** A parent that has begun to combine when the first of its running children completed. */
    final List<StoredExecution> leftBehindByTheirParent(StoredExecution parent, int count) {
        List<StoredExecution> children = runningChildren(parent, count + 1);
        NewExecution step = combineStep(parent);
        FamilyRule combine = (row, ended) ->
                Optional.of(Change.to(TaskStatus.WAITING_FOR_COMBINE).inserting(List.of(step)));
        store().writeBack(List.of(outcomeOf(children.get(0), completed("1"))), combine);
        return children.subList(1, children.size());
    }

    /** Turns a claimed execution into a parent without children and claims its combine step. */
    final StoredExecution runningCombineStep(StoredExecution parent) {
        writeBack(parent, Change.to(TaskStatus.WAITING_FOR_COMBINE).spawning(POLICY, List.of(combineStep(parent))));
        return claim(COMBINE, 1).get(0);
    }

    final StoredExecution row(ExecutionId id) {
        return store().views().find(id).orElseThrow();
    }

    static WriteBack outcomeOf(StoredExecution claimed, RowRule rule) {
        return new WriteBack(
                claimed.id(), claimed.claim().token(), claimed.lineage().parentId(), rule);
    }

    static WriteBack outcomeOf(StoredExecution claimed, Change change) {
        return outcomeOf(claimed, to(change));
    }

    /** Writes back the outcome of one attempt; it must be accepted, and no parent changes. */
    final void writeBack(StoredExecution claimed, Change change) {
        Written written = store().writeBack(List.of(outcomeOf(claimed, change)), LEAVE);
        assertThat(written.refused()).isEmpty();
    }

    /** Writes back as a body does that ran in a transaction, which is committed. */
    final Written writeBackInTransaction(StoredExecution claimed, Change change) {
        return writeBackInTransaction(claimed, change, true);
    }

    final Written writeBackInTransaction(StoredExecution claimed, Change change, boolean commit) {
        List<Written> answers = new ArrayList<>();
        subject.asCaller(() -> answers.add(store().writeBackInTransaction(claimed, change)), commit);
        return answers.get(0);
    }

    final Woken wake(Wake wake) {
        return store().wake(wake, LONG, END);
    }

    final Written deliver() {
        return store().deliver(100, LONG, END);
    }

    static List<Command> wakes(Wake... wakes) {
        return Stream.of(wakes).<Command>map(Command.WakeUp::new).toList();
    }

    static List<Command> cancellations(ExecutionId... ids) {
        return cancellations(List.of(ids));
    }

    static List<Command> cancellations(List<ExecutionId> ids) {
        return ids.stream().<Command>map(Command.Cancel::new).toList();
    }

    /** Ends an unfinished execution from outside, so that its relatives do not know yet. */
    final void cancel(ExecutionId id) {
        store().update(id, to(Change.to(TaskStatus.CANCELLED)));
    }

    static RowRule to(Change change) {
        return row -> Optional.of(change);
    }

    static Change completed(@Nullable String output) {
        return Change.to(TaskStatus.COMPLETED).withOutput(output).notified(true);
    }

    static Change again() {
        return Change.to(TaskStatus.READY);
    }

    final void lease(ExecutorId owner, Duration lease) {
        store().renew(new Renewal(owner, SERVER, lease));
    }

    /** Which rows wait, without advancing any; commands are deleted by that. */
    final List<ExecutionId> found(SweepCondition condition) {
        List<ExecutionId> found = new ArrayList<>();
        store().sweep(condition, 100, row -> {
            found.add(row.id());
            return Optional.empty();
        });
        return found;
    }

    static List<ExecutionId> ids(List<StoredExecution> rows) {
        return rows.stream().map(StoredExecution::id).toList();
    }

    static List<ExecutionId> newIds(List<NewExecution> executions) {
        return executions.stream().map(NewExecution::id).toList();
    }
}
