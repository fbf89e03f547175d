package dev.durable.it.application;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.it.library.Surroundings;
import java.io.IOException;
import javax.naming.NamingException;

/** The counterpart of the second module's task. */
@Task(id = "nameFirst")
public class NameFirst implements DurableTask<String, String> {
    @Override
    public String run(TaskContext context, String secondClass) throws NamingException, IOException {
        return Surroundings.describe("jdbc/other", NameFirst.class.getName(), secondClass);
    }
}
