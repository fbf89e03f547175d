package dev.durable.it.other;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Says in which module's context its body runs. */
@Task(id = "nameModule")
public class NameModule implements DurableTask<String, String> {
    @Override
    public String run(TaskContext context, String input) throws NamingException {
        return input + InitialContext.doLookup("java:module/ModuleName");
    }
}
