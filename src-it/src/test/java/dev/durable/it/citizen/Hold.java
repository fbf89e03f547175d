package dev.durable.it.citizen;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import java.sql.SQLException;

/** Waits at a gate. */
@Task(id = "hold")
public class Hold implements DurableTask<String, String> {

    @Inject
    Gate gate;

    @Override
    public String run(TaskContext context, String name) throws SQLException, InterruptedException {
        gate.pass(name);
        return "passed";
    }
}
