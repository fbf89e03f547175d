package dev.durable.it.citizen;

import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Looks at a gate again and again until it is open, and counts how often. */
@Task(id = "tick", iterationDelay = "PT0.05S")
public class Tick implements LoopTask<String, Integer, Integer> {

    @Inject
    Gate gate;

    @Override
    public Iteration<Integer, Integer> run(TaskContext context, String name, @Nullable Integer looks)
            throws SQLException {
        int all = looks == null ? 1 : looks + 1;
        return gate.isOpen(name) ? Iteration.done(all) : Iteration.again(all);
    }
}
