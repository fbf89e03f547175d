package dev.durable.it.citizen;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Says in which application, and in which module of it, its body runs. */
@Task(id = "where")
public class Where implements DurableTask<String, String> {

    @Override
    public String run(TaskContext context, String input) throws NamingException {
        return InitialContext.doLookup("java:app/AppName") + "/" + InitialContext.doLookup("java:module/ModuleName");
    }
}
