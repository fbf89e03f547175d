package dev.durable.it.inside;

import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loops. */
final class Loops {

    static final Duration DELAY = Duration.ofMillis(300);

    private Loops() {}

    /** Notes iteration and attempt until it has as many notes as it was asked for; fails once in the second one. */
    @Task(id = "takeNotes", maxRetries = 1, retryDelay = "PT0S")
    public static class TakeNotes implements LoopTask<Integer, List<String>, List<String>> {

        @Override
        public Iteration<List<String>, List<String>> run(
                TaskContext context, Integer wanted, @Nullable List<String> state) {
            if (context.iteration() == 2 && context.attempt() == 1) {
                throw new IllegalStateException("the pen broke");
            }
            List<String> notes = new ArrayList<>(state == null ? List.of() : state);
            notes.add(context.iteration() + "." + context.attempt());
            return notes.size() == wanted ? Iteration.done(notes) : Iteration.again(notes);
        }
    }

    /** Tells how many nanoseconds were between its two iterations. */
    @Task(id = "comeAgain")
    public static class ComeAgain implements LoopTask<String, Long, Long> {
        @Override
        public Iteration<Long, Long> run(TaskContext context, String input, @Nullable Long before) {
            long now = System.nanoTime();
            return before == null ? Iteration.again(now, DELAY) : Iteration.done(now - before);
        }
    }

    /** Is never done. */
    @Task(id = "endless", maxIterations = 3)
    public static class Endless implements LoopTask<String, Integer, Integer> {
        @Override
        public Iteration<Integer, Integer> run(TaskContext context, String input, @Nullable Integer state) {
            return Iteration.again(context.iteration());
        }
    }
}
