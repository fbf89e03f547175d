package dev.durable.engine.run;

import dev.durable.AttemptOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskError;
import dev.durable.engine.lifecycle.RunOutcome;
import dev.durable.engine.lifecycle.TaskOptions;
import dev.durable.engine.task.RegisteredTask;
import dev.durable.spi.Lineage;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One claimed execution on this server, from the claim until its body has left and its outcome is written.
 *
 * <p>Guarded by its own monitor, which is held for a few instructions only. Two things are decided under it: who
 * settles the attempt (its body, its timeout, a cancel, a lost lease: the first wins and the others stand
 * back), and whether its body still has the thread, so that an interrupt can never hit the next body there.
 */
public final class Attempt {

    private enum Stage {
        QUEUED,
        RUNNING,
        LEFT
    }

    private final StoredExecution execution;
    private final RegisteredTask task;
    private final TaskOptions options;
    private final long claimedNanos;

    private Stage stage = Stage.QUEUED;
    private boolean settled;
    private boolean settledForCommit;
    private boolean accountedFor;
    private int timesSeenOutstaying;
    private @Nullable Thread thread;
    private volatile boolean cancelRequested;
    private volatile AttemptOptions plan = AttemptOptions.none();
    private volatile @Nullable String traceParent;
    private boolean bodyInterrupted; // of the body's thread alone
    private @Nullable RunOutcome outcome; // of the thread that settled it, and handed over to the thread that writes it
    private int failuresAlone; // of the thread that writes it

    public Attempt(StoredExecution execution, RegisteredTask task, long claimedNanos) {
        this.execution = execution;
        this.task = task;
        this.options = task.options().with(execution.options());
        this.claimedNanos = claimedNanos;
    }

    /** The claimed execution. */
    public ExecutionId id() {
        return execution.id();
    }

    /** The claim that this attempt belongs to. */
    public long token() {
        return execution.claim().token();
    }

    StoredExecution execution() {
        return execution;
    }

    RegisteredTask task() {
        return task;
    }

    TaskOptions options() {
        return options;
    }

    /** What its task says of this very attempt; known before the body begins. */
    void plan(AttemptOptions what) {
        plan = what;
    }

    /** What its children belong to; null for the same as itself. */
    void traced(@Nullable String from) {
        traceParent = from;
    }

    /** The body has ended, with the interrupt flag of its thread set or not. */
    void bodyEnded(boolean interrupted) {
        bodyInterrupted = interrupted;
    }

    /** Whether the body has left the interrupt flag of its thread set. */
    boolean bodyInterrupted() {
        return bodyInterrupted;
    }

    /** What is to be written of it. */
    void endsIn(RunOutcome ending) {
        outcome = ending;
    }

    /** What is to be written of it, once it has ended. */
    RunOutcome outcome() {
        return Objects.requireNonNull(outcome, "only what has ended is written");
    }

    /** Its outcome could not be written although others could; how often so far. */
    int failedAlone() {
        return ++failuresAlone;
    }

    /** The place below which it spawns. */
    Lineage place() {
        String from = traceParent;
        return from == null ? execution.lineage() : execution.lineage().tracedFrom(from);
    }

    /** How long the body may take. */
    Duration timeout() {
        Duration own = plan.timeout();
        return own != null ? own : options.timeout();
    }

    /** The outcome of an attempt that has failed. */
    RunOutcome.Failed failed(TaskError error) {
        return failed(error, plan.retryDelay());
    }

    /** The outcome of an attempt that has failed, after which the next one waits so long. */
    RunOutcome.Failed failed(TaskError error, @Nullable Duration retryAfter) {
        boolean last = Boolean.FALSE.equals(plan.retry());
        TaskError judged = last
                ? new TaskError(error.kind(), error.message(), error.exceptionType(), error.stack(), false)
                : error;
        return new RunOutcome.Failed(judged, options, retryAfter);
    }

    long claimedNanos() {
        return claimedNanos;
    }

    boolean cancelRequested() {
        return cancelRequested;
    }

    /** Takes the current thread for the body; false if the attempt was settled before it began. */
    synchronized boolean begin() {
        if (settled) {
            return false;
        }
        stage = Stage.RUNNING;
        thread = Thread.currentThread();
        return true;
    }

    /** Decides the attempt; false if it was decided before. */
    synchronized boolean settle() {
        if (settled) {
            return false;
        }
        settled = true;
        return true;
    }

    /** Decides the attempt for its body, which is about to commit its outcome; false if it was decided before. */
    synchronized boolean settleForCommit() {
        settledForCommit = settle();
        return settledForCommit;
    }

    /** Whether it is the body's to say the outcome of the attempt: nobody else has decided that. */
    synchronized boolean settleByBody() {
        return settledForCommit || settle();
    }

    /** Settles the attempt if its body has not begun. */
    synchronized boolean settleUnlessBegun() {
        return stage == Stage.QUEUED && settle();
    }

    /** Asks the body to end, and interrupts it. Does nothing once it has left. */
    synchronized boolean interrupt() {
        if (stage == Stage.LEFT) {
            return false;
        }
        cancelRequested = true;
        if (thread == null) {
            return false;
        }
        thread.interrupt();
        return true;
    }

    /**
     * The body gives up the thread, whose interrupt flag is cleared under the monitor: whatever interrupt was meant
     * for this body has arrived before, and none can come later.
     *
     * @return whether nothing more is to be done about this attempt
     */
    synchronized boolean leave() {
        stage = Stage.LEFT;
        thread = null;
        Thread.interrupted();
        return accountedFor;
    }

    /**
     * The outcome is written, or needs no writing.
     *
     * @return whether nothing more is to be done about this attempt
     */
    synchronized boolean accountFor() {
        accountedFor = true;
        return stage == Stage.LEFT || thread == null;
    }

    /** Whether the attempt was decided by others, and its body goes on all the same. */
    synchronized boolean outstaying() {
        return settled && !settledForCommit && stage == Stage.RUNNING;
    }

    /** Whether the body goes on although it was seen to do so before: true once. */
    synchronized boolean outstayingStill() {
        return outstaying() && ++timesSeenOutstaying == 2;
    }

    synchronized boolean running() {
        return stage == Stage.RUNNING;
    }

    synchronized boolean accountedFor() {
        return accountedFor;
    }

    synchronized boolean settled() {
        return settled;
    }
}
