package dev.durable.jpa;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.spi.Lineage;
import dev.durable.spi.NewExecution;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Times;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Inserts executions: the one place that lists what a new row has. */
final class ExecutionInserts {

    /** How many rows are sent at once: what is bound stays in memory until it is sent. */
    private static final int AT_ONCE = 500;

    // What only a claim, a change or children give is not here: a new row has it empty, or as the schema says.
    private static final List<String> COLUMNS = List.of(
            "id, task_id, root_id, parent_id, role, child_index, depth, retry_of, trace_parent",
            "status, notified, token, attempt, crashes, children, unfinished_children",
            "delay_ms, timeout_ms, max_retries, retry_delay_ms, retry_multiplier, max_retry_delay_ms, retry_jitter",
            "deadline_ms, created_at, due_at, finished_at, deadline_at, wake_key",
            "error_kind, error_message, error_type, error_retryable, error_stack, input");

    private static final String INSERT = insertInto(String.join(", ", COLUMNS));

    private static final String SLEEPERS_KEY = "(task_id, wake_key) where status = 'SLEEPING'";

    private static final Comparator<StoredExecution> BY_KEY = Comparator.comparing(StoredExecution::taskId)
            .thenComparing(row -> String.valueOf(row.wakeKey()))
            .thenComparing(StoredExecution::id);

    private final StoreSession work;

    ExecutionInserts(StoreSession work) {
        this.work = work;
    }

    private static String insertInto(String columns) {
        String marks = "?, ".repeat(columns.split(",").length - 1) + "?";
        return "insert into durable_execution (" + columns + ") values (" + marks + ")";
    }

    /** Inserts rows, none of which is there. */
    void insert(List<StoredExecution> rows) {
        for (int sent = 0; sent < rows.size(); sent += AT_ONCE) {
            work.batch(INSERT, rows.subList(sent, Math.min(sent + AT_ONCE, rows.size())), ExecutionInserts::bind);
        }
    }

    /**
     * Inserts rows of which each may be there, under its id or its key: one by one, since no driver says for each row
     * of a batch whether it was inserted. If any was there, the others are taken back.
     *
     * @return those that were there
     */
    Set<ExecutionId> insertIfAbsent(List<StoredExecution> rows) {
        Set<ExecutionId> inserted = new HashSet<>();
        Set<ExecutionId> there = new HashSet<>();
        for (StoredExecution row : inOrderOfKeys(rows)) {
            boolean absent = work.batchIfAbsent(INSERT, "", List.of(row), ExecutionInserts::bind)[0] == 1;
            (absent ? inserted : there).add(row.id());
        }
        if (!there.isEmpty() && !inserted.isEmpty()) {
            work.batch("delete from durable_execution where id = ?", inserted, Parameters::id);
        }
        return there;
    }

    /**
     * Inserts what belongs to other rows. Those have done their part and must not fail for a key that is in use: what
     * would sleep under it is inserted as failed.
     *
     * @return the rows as they were inserted
     */
    List<StoredExecution> insertRelatives(List<NewExecution> executions, Instant now) {
        List<StoredExecution> rows = new ArrayList<>();
        List<StoredExecution> sleepers = new ArrayList<>();
        executions.forEach(execution ->
                (execution.wakeKey() == null ? rows : sleepers).add(UnitOfWork.asStored(execution.inserted(now))));
        Set<ExecutionId> asleep = sleepers.isEmpty() ? Set.of() : insertUnlessKeyInUse(inOrderOfKeys(sleepers));
        sleepers.removeIf(row -> !asleep.contains(row.id()));
        executions.stream()
                .filter(execution -> execution.wakeKey() != null && !asleep.contains(execution.id()))
                .forEach(execution -> rows.add(UnitOfWork.asStored(execution.insertedWithKeyInUse(now))));
        insert(rows);
        rows.addAll(sleepers);
        return rows;
    }

    /** Several keys are inserted in one order, or two transactions that wait for each other's keys would deadlock. */
    private static List<StoredExecution> inOrderOfKeys(List<StoredExecution> rows) {
        return rows.stream().sorted(BY_KEY).toList();
    }

    private Set<ExecutionId> insertUnlessKeyInUse(List<StoredExecution> sleepers) {
        Set<ExecutionId> inserted = new HashSet<>();
        for (int sent = 0; sent < sleepers.size(); sent += AT_ONCE) {
            inserted.addAll(
                    insertTogetherUnlessKeyInUse(sleepers.subList(sent, Math.min(sent + AT_ONCE, sleepers.size()))));
        }
        return inserted;
    }

    private Set<ExecutionId> insertTogetherUnlessKeyInUse(List<StoredExecution> sleepers) {
        Set<ExecutionId> inserted = new HashSet<>();
        Set<ExecutionId> unknown = new HashSet<>();
        int[] counts = work.batchIfAbsent(INSERT, SLEEPERS_KEY, sleepers, ExecutionInserts::bind);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == Statement.SUCCESS_NO_INFO) {
                unknown.add(sleepers.get(i).id());
            } else if (counts[i] == 1) {
                inserted.add(sleepers.get(i).id());
            }
        }
        inserted.addAll(new ExecutionQueries(work).existing(unknown));
        return inserted;
    }

    private static void bind(Parameters parameters, StoredExecution row) throws SQLException {
        bindPlace(parameters, row);
        bindState(parameters, row);
        bindOptions(parameters, row.options());
        Times times = row.times();
        parameters
                .time(times.created())
                .time(times.due())
                .time(times.finished())
                .time(times.deadline())
                .text(row.wakeKey())
                .error(row.error())
                .stack(row.error())
                .text(row.payloads().input());
    }

    private static void bindPlace(Parameters parameters, StoredExecution row) throws SQLException {
        Lineage place = row.lineage();
        parameters
                .id(row.id())
                .text(row.taskId())
                .id(place.rootId())
                .id(place.parentId())
                .name(place.role())
                .number(place.index())
                .number(place.depth())
                .id(place.retryOf())
                .text(place.traceParent());
    }

    private static void bindState(Parameters parameters, StoredExecution row) throws SQLException {
        parameters
                .name(row.status())
                .name(row.notified())
                .number(row.claim().token())
                .number(row.claim().attempt())
                .number(row.claim().crashes())
                .number(row.family().children())
                .number(row.family().unfinished());
    }

    private static void bindOptions(Parameters parameters, EnqueueOptions options) throws SQLException {
        parameters
                .millis(options.delay())
                .millis(options.timeout())
                .number(options.maxRetries())
                .millis(options.retryDelay())
                .fraction(options.retryMultiplier())
                .millis(options.maxRetryDelay())
                .fraction(options.retryJitter())
                .millis(options.deadline());
    }
}
