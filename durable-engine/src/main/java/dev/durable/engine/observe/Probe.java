package dev.durable.engine.observe;

import dev.durable.spi.TaskExecutionViews;
import dev.durable.spi.TaskExecutionViews.Figures;
import java.time.Duration;
import java.util.function.Consumer;
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
    private final Consumer<Figures> onFigures;
    private volatile Answer last;

    /**
     * @param onFigures who is told of each answer
     */
    public Probe(TaskExecutionViews views, LongSupplier nanoTime, Consumer<Figures> onFigures) {
        this.views = views;
        this.nanoTime = nanoTime;
        this.onFigures = onFigures;
        this.last = new Answer(null, "The database has not been asked yet", nanoTime.getAsLong());
    }

    /** Asks once. */
    public Duration turn() {
        try {
            views.checkSchema();
            Figures figures = views.figures();
            last = new Answer(figures, null, nanoTime.getAsLong());
            onFigures.accept(figures);
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

    /** The last figures, if they are not older than they may be; null if they are. */
    public @Nullable Figures current() {
        return failure() == null ? figures() : null;
    }

    /** The last figures; null if there have been none yet. */
    @Nullable
    Figures figures() {
        return last.figures();
    }
}
