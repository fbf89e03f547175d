package dev.durable.it.other;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.it.library.Surroundings;
import java.io.IOException;
import javax.naming.NamingException;

/** Says in which module's context its body runs. */
@Task(id = "nameModule")
public class NameModule implements DurableTask<String, String> {
    @Override
    public String run(TaskContext context, String firstClass) throws NamingException, IOException {
        return Surroundings.describe("jdbc/other", firstClass, NameModule.class.getName());
    }
}
