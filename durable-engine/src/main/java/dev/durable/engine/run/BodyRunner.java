package dev.durable.engine.run;

import dev.durable.AnyTask;
import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.TaskException;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.ErrorText;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.signal.Telemetry;
import dev.durable.engine.task.InBody;
import dev.durable.engine.task.Refusal;
import dev.durable.engine.task.RelativePayloads;
import dev.durable.engine.task.TaskBean;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Runs the body of one attempt and says its outcome. Whatever user code does ends in an outcome. */
public final class BodyRunner {

    /** After what this server could not do: it may be the first to claim the execution again, and no wiser. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final TaskError BEYOND_WORDS = TaskError.of(
            ErrorKind.EXCEPTION, "The attempt failed, and so did saying how: the server may be out of memory");

    private final BodyDispatcher forms;
    private final TransactionalRun completing;
    private final Timeouts timeouts;
    private final Telemetry telemetry;
    private final LongSupplier nanoTime;
    private final ServerInterrupt brokenOff;

    /** @param serverRunsBodies whether the server would run a body now; asked only where one was interrupted */
    public BodyRunner(
            BodyDispatcher forms,
            TransactionalRun completing,
            Timeouts timeouts,
            Telemetry telemetry,
            LongSupplier nanoTime,
            BooleanSupplier serverRunsBodies) {
        this.forms = forms;
        this.completing = completing;
        this.timeouts = timeouts;
        this.telemetry = telemetry;
        this.nanoTime = nanoTime;
        brokenOff = new ServerInterrupt(serverRunsBodies);
    }

    /**
     * Runs it on the current thread, under its timeout. Never throws: an attempt that does not end properly would keep
     * its thread, and the next body there would be interrupted for it.
     */
    RunOutcome run(Attempt attempt) {
        RunOutcome known = RunOutcome.ClaimReturned.AT_ONCE; // without a timeout nothing runs, and nothing counts
        try {
            timeouts.watch(attempt, attempt.timeout());
            known = attempt.failed(BEYOND_WORDS); // later there may be no memory
            Telemetry.Run run = telemetry.running(attempt.execution(), nanoTime.getAsLong() - attempt.claimedNanos());
            attempt.traced(run.traceParent());
            known = outcomeOrFailure(attempt, run);
            run.ended(known, attempt.outstaying());
            return known;
        } catch (Throwable beyondWords) {
            // After the body, too, it is the outcome that counts: what failed then was only to speak of it.
            return known;
        }
    }

    private RunOutcome outcomeOrFailure(Attempt attempt, Telemetry.Run run) {
        try {
            return outcome(attempt, run);
        } catch (Throwable thrown) {
            // Not from a body, but from a logger that was handed its exception, say. Without an outcome its slot and
            // its row would be held indefinitely.
            return attempt.failed(ErrorText.of(thrown));
        }
    }

    private RunOutcome outcome(Attempt attempt, Telemetry.Run run) {
        try {
            InBody.enter();
            TaskBean.Use<RunOutcome> body = bean -> run(attempt, bean, run);
            RunOutcome outcome = attempt.task().traits().transactional()
                    ? completing.run(attempt, body)
                    : attempt.task().bean().inAttempt(body);
            return Objects.requireNonNull(outcome, "a body ends in an outcome");
        } catch (Refusal refusal) {
            return returnedOr(attempt, refusal, () -> attempt.failed(refusal.error()));
        } catch (TaskBean.Unavailable gone) {
            // The module is gone, so there is nothing that could count as an attempt.
            return RunOutcome.ClaimReturned.AT_ONCE;
        } catch (RelativePayloads.Unreadable unreadable) {
            // Nor here.
            Message.FAMILY_UNREADABLE.log(
                    unreadable, attempt.id(), attempt.execution().taskId(), unreadable.getMessage());
            return new RunOutcome.ClaimReturned(PAUSE);
        } catch (TaskBean.NotBegun suspended) {
            // Nor here: a server that is suspended or stops begins none.
            transactionFailed(attempt, suspended);
            return new RunOutcome.ClaimReturned(PAUSE);
        } catch (TaskBean.TransactionFailed failed) {
            // If it was committed all the same, this is refused: it is written under the lock of the row, which waits
            // for the end of that transaction, and under a token that is current only if it was rolled back.
            return returnedOr(attempt, failed, () -> transactionFailure(attempt, failed));
        } catch (Throwable thrown) {
            return returnedOr(attempt, thrown, () -> failed(attempt, thrown));
        } finally {
            InBody.leave();
        }
    }

    /** Entered here and not before: what the body sees of its thread is the context of the module that declares it. */
    private RunOutcome run(Attempt attempt, AnyTask<?, ?> bean, Telemetry.Run run) throws Exception {
        Telemetry.Entry entry = run.enter();
        try {
            return forms.run(attempt, bean);
        } finally {
            attempt.bodyEnded(Thread.currentThread().isInterrupted()); // before the end of a transaction clears it
            entry.close();
        }
    }

    private static String transactionFailed(Attempt attempt, Exception why) {
        String message = String.valueOf(why.getMessage());
        Message.TRANSACTION_FAILED.log(why, attempt.id(), attempt.execution().taskId(), message);
        return message + "; the server's log says more (" + Message.TRANSACTION_FAILED.id() + ")";
    }

    private static RunOutcome transactionFailure(Attempt attempt, TaskBean.TransactionFailed failed) {
        return attempt.failed(TaskError.of(ErrorKind.EXCEPTION, transactionFailed(attempt, failed)));
    }

    private RunOutcome returnedOr(Attempt attempt, Throwable thrown, Supplier<RunOutcome> failure) {
        return brokenOff.byServer(attempt, thrown) ? new RunOutcome.ClaimReturned(PAUSE) : failure.get();
    }

    private static RunOutcome failed(Attempt attempt, Throwable thrown) {
        StoredExecution execution = attempt.execution();
        if (thrown instanceof TaskBean.TransactionLeftOpen) {
            Message.TRANSACTION_LEFT_OPEN.log(execution.id(), execution.taskId());
        }
        TaskError error = ErrorText.of(thrown);
        Message.ATTEMPT_FAILED.log(
                thrown, execution.claim().attempt(), execution.id(), execution.taskId(), error.message());
        return thrown instanceof TaskException judged && judged.retryAfter().isPresent()
                ? attempt.failed(error, judged.retryAfter().get())
                : attempt.failed(error);
    }
}
