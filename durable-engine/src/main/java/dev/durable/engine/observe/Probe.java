package dev.durable.engine.observe;

import dev.durable.spi.TaskExecutionViews;
import dev.durable.spi.TaskExecutionViews.Figures;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database how things stand, in the background, so that a health check answers at once whether or not the
 * database does.
 */
public final class Probe {

    /** How often to ask. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    /** An answer older than this says nothing about now: the question is probably hanging. */
    private static final Duration STALE = INTERVAL.multipliedBy(3);

    private record Answer(
            @Nullable Figures figures, @Nullable String failure, long nanos) {}

    private final TaskExecutionViews views;
    private final LongSupplier nanoTime;
    private volatile Answer last;

    public Probe(TaskExecutionViews views, LongSupplier nanoTime) {
        this.views = views;
        this.nanoTime = nanoTime;
        this.last = new Answer(null, "The database has not been asked yet", nanoTime.getAsLong());
    }

    /** Asks once. */
    public Duration turn() {
        try {
            views.checkSchema();
            last = new Answer(views.figures(), null, nanoTime.getAsLong());
        } catch (RuntimeException e) {
            last = new Answer(last.figures(), String.valueOf(e.getMessage()), nanoTime.getAsLong());
            throw e; // the loop counts the failure, says so in the log, and asks again soon
        }
        return INTERVAL;
    }

    /** What is wrong with the database; null if it answered lately and its schema fits. */
    @Nullable
    String failure() {
        Answer answer = last;
        if (answer.failure() == null && nanoTime.getAsLong() - answer.nanos() > STALE.toNanos()) {
            return "The database does not answer";
        }
        return answer.failure();
    }

    /** The last figures; null if there have been none yet. */
    @Nullable
    Figures figures() {
        return last.figures();
    }
}
