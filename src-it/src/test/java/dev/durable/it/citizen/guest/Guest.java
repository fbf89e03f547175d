package dev.durable.it.citizen.guest;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.it.citizen.Gate;
import dev.durable.it.citizen.Where;
import jakarta.inject.Inject;

/** Waits at a gate, and then says where it is. */
@Task(id = "guest")
public class Guest implements DurableTask<String, String> {

    @Inject
    Gate gate;

    @Inject
    Where where;

    @Override
    public String run(TaskContext context, String name) throws Exception {
        gate.pass(name);
        return where.run(context, name);
    }
}
