package dev.durable.jpa;

import dev.durable.ExecutionId;
import dev.durable.spi.ExecutorId;
import dev.durable.spi.ParentPolicy;
import dev.durable.spi.StoredAttempt;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.StoredExecution.Family;
import dev.durable.spi.StoredExecution.Times;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes executions, a whole batch in one statement. Each update is guarded: it finds its row only as it was locked,
 * under the same claim and status. A lock alone would do on PostgreSQL; H2 has returned locked rows in an old version.
 */
final class ExecutionWriter {

    private static final String GUARD = " where id = ? and token = ? and status = ?";

    private static final String CLAIM = """
            update durable_execution
            set status = ?, token = ?, owner = ?, executor = ?, started_at = ?, claim_expires_at = ?, deadline_at = ?""" + GUARD;

    // What a rule has not seen, payloads and stack traces, stays unless the rule gives something new.
    private static final String STATE = """
            update durable_execution
            set status = ?, notified = ?, attempt = ?, iteration = ?, crashes = ?, owner = ?,
                children = ?, unfinished_children = ?, completed_children = ?,
                on_child_failure = ?, combine_task = ?, quorum = ?, steps = ?,
                due_at = ?, claim_expires_at = ?, finished_at = ?, deadline_at = ?, wake_key = ?,
                error_kind = ?, error_message = ?, error_type = ?, error_retryable = ?,
                error_stack = case when ? then error_stack else ? end,
                intermediate = coalesce(?, intermediate),
                output =\s""";

    private static final String WITH_OUTPUT = STATE + "coalesce(?, output)" + GUARD;

    private static final String WITH_OUTPUT_OF =
            STATE + "(select o.output from durable_execution o where o.id = ?)" + GUARD;

    private static final String ATTEMPT = """
            insert into durable_attempt (execution_id, token, iteration, attempt, executor, started_at, ended_at, outcome,
                error_kind, error_message, error_type, error_retryable, error_stack)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String COMPLETED = """
            select count(e) from LockedExecution e
            where e.id in (:ids) and e.status = dev.durable.TaskStatus.COMPLETED""";

    private final StoreSession work;

    ExecutionWriter(StoreSession work) {
        this.work = work;
    }

    /**
     * Inserts and writes what was decided.
     *
     * @return what was inserted
     * @throws IllegalStateException if an output is to be taken from an execution that has none
     */
    List<StoredExecution> write(UnitOfWork unit) {
        checkSources(unit.unseenSources());
        List<StoredExecution> inserted = new ExecutionInserts(work).insertRelatives(unit.inserts(), unit.now());
        if (!unit.attempts().isEmpty()) {
            work.batch(ATTEMPT, unit.attempts(), ExecutionWriter::bindAttempt);
        }
        List<RowWrite> writes = unit.writes();
        update(
                WITH_OUTPUT,
                writes.stream().filter(write -> write.outputOf() == null).toList(),
                ExecutionWriter::bindState);
        // Last, since the output that is taken may have been written just above.
        update(
                WITH_OUTPUT_OF,
                writes.stream().filter(write -> write.outputOf() != null).toList(),
                ExecutionWriter::bindState);
        return inserted;
    }

    private void checkSources(Set<ExecutionId> sources) {
        if (sources.isEmpty()) {
            return;
        }
        long completed = work.session()
                .createQuery(COMPLETED, Long.class)
                .setParameterList("ids", ExecutionQueries.values(sources))
                .getSingleResult();
        if (completed < sources.size()) {
            throw new IllegalStateException("One of the executions " + sources + " has no output to take");
        }
    }

    /** Writes claims. */
    void claim(List<RowWrite> claims) {
        update(CLAIM, claims, ExecutionWriter::bindClaim);
    }

    private void update(String sql, List<RowWrite> writes, StoreSession.Binding<RowWrite> binding) {
        if (writes.isEmpty()) {
            return;
        }
        int[] counts = work.batch(sql, writes, (parameters, write) -> {
            binding.bind(parameters, write);
            bindGuard(parameters, write.before());
        });
        for (int count : counts) {
            // Compare and set: a count of 0 says that the row has gone on since it was locked, so that what was
            // decided is about a row that is no more. Drivers may leave the count of a batch open.
            if (count != 1 && count != Statement.SUCCESS_NO_INFO) {
                throw new Failures.ChangedUnderLock();
            }
        }
    }

    private static void bindClaim(Parameters parameters, RowWrite write) throws SQLException {
        StoredExecution row = write.after();
        parameters
                .name(row.status())
                .number(row.claim().token())
                .id(value(row.claim().owner()))
                .text(row.claim().executor())
                .time(row.times().started())
                .time(row.times().claimExpires())
                .time(row.times().deadline());
    }

    private static void bindState(Parameters parameters, RowWrite write) throws SQLException {
        StoredExecution row = write.after();
        Times times = row.times();
        parameters
                .name(row.status())
                .name(row.notified())
                .number(row.claim().attempt())
                .number(row.claim().iteration())
                .number(row.claim().crashes())
                .id(value(row.claim().owner()));
        bindFamily(parameters, row.family());
        parameters
                .time(times.due())
                .time(times.claimExpires())
                .time(times.finished())
                .time(times.deadline())
                .text(row.wakeKey())
                .error(row.error())
                .flag(write.keepsError())
                .stack(row.error())
                .text(row.payloads().intermediate());
        ExecutionId source = write.outputOf();
        if (source != null) {
            parameters.id(source);
        } else {
            parameters.text(row.payloads().output());
        }
    }

    private static void bindFamily(Parameters parameters, Family family) throws SQLException {
        ParentPolicy policy = family.policy();
        parameters
                .number(family.children())
                .number(family.unfinished())
                .number(family.completed())
                .name(policy == null ? null : policy.onChildFailure())
                .text(policy == null ? null : policy.combineTaskId())
                .number(FamilyColumns.quorum(policy))
                .text(FamilyColumns.steps(policy));
    }

    private static void bindAttempt(Parameters parameters, EndedAttempt ended) throws SQLException {
        StoredAttempt attempt = ended.attempt();
        parameters
                .id(ended.execution())
                .number(attempt.token())
                .number(attempt.iteration())
                .number(attempt.attempt())
                .text(attempt.executor())
                .time(attempt.started())
                .time(attempt.ended())
                .name(attempt.outcome())
                .error(attempt.error())
                .stack(attempt.error());
    }

    private static void bindGuard(Parameters parameters, StoredExecution before) throws SQLException {
        parameters.id(before.id()).number(before.claim().token()).name(before.status());
    }

    private static @Nullable UUID value(@Nullable ExecutorId owner) {
        return owner == null ? null : owner.value();
    }
}
