package dev.durable.engine.execution;

import dev.durable.ErrorKind;
import dev.durable.TaskError;
import dev.durable.TaskException;
import dev.durable.engine.journal.Message;
import dev.durable.engine.lifecycle.ErrorText;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.Objects;

/** Runs the body of one attempt and says what it came to. Whatever user code does ends in an outcome. */
public final class BodyRunner {

    private static final Duration PAUSE_BEFORE_READING_AGAIN = Duration.ofSeconds(5);

    private static final TaskError BEYOND_WORDS = TaskError.of(
            ErrorKind.EXCEPTION, "The attempt failed, and so did saying how: the server may be out of memory");

    private final Forms forms;
    private final Completing completing;

    public BodyRunner(Forms forms, Completing completing) {
        this.forms = forms;
        this.completing = completing;
    }

    /**
     * Runs it on the current thread. Never throws: an attempt that does not end properly would keep its thread, and the
     * next body there would be interrupted for it.
     */
    RunOutcome run(Attempt attempt) {
        RunOutcome prepared = attempt.failed(BEYOND_WORDS); // later there may be no memory
        try {
            return outcomeOrFailure(attempt);
        } catch (Throwable beyondWords) {
            return prepared;
        }
    }

    private RunOutcome outcomeOrFailure(Attempt attempt) {
        try {
            return outcome(attempt);
        } catch (Throwable thrown) {
            // Not from a body, but from a logger that was handed its exception, say. Without an outcome its slot and
            // its row would be held for ever.
            return attempt.failed(ErrorText.of(thrown));
        }
    }

    private RunOutcome outcome(Attempt attempt) {
        try {
            InBody.enter();
            TaskBean.Use<RunOutcome> body = bean -> forms.run(attempt, bean);
            RunOutcome outcome = attempt.task().traits().transactional()
                    ? completing.run(attempt, body)
                    : attempt.task().bean().inAttempt(body);
            return Objects.requireNonNull(outcome, "a body ends in an outcome");
        } catch (Refusal refusal) {
            return attempt.failed(refusal.error());
        } catch (TaskBean.Unavailable gone) {
            // The module is gone, so there is nothing that could count as an attempt.
            return RunOutcome.HandedBack.AT_ONCE;
        } catch (Families.Unreadable unreadable) {
            // Nor here. After a pause: this server may be the first to claim it again, and no wiser.
            Message.FAMILY_UNREADABLE.log(
                    unreadable, attempt.id(), attempt.execution().taskId(), unreadable.getMessage());
            return new RunOutcome.HandedBack(PAUSE_BEFORE_READING_AGAIN);
        } catch (Throwable thrown) {
            return failed(attempt, thrown);
        } finally {
            InBody.leave();
        }
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
