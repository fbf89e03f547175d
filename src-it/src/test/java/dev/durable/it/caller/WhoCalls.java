package dev.durable.it.caller;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

/** Says on whose behalf its body is at work. */
@Task(id = "whoCalls")
public class WhoCalls implements DurableTask<String, List<String>> {

    @Inject
    SecurityContext security;

    @Inject
    Identity identity;

    @Override
    public List<String> run(TaskContext context, String input) {
        return callers();
    }

    /** The same of the current thread. */
    List<String> callers() {
        return List.of(
                Optional.ofNullable(security.getCallerPrincipal())
                        .map(Principal::getName)
                        .orElse("nobody"),
                identity.name(),
                "in role " + security.isCallerInRole(Identity.ROLE),
                "of thread " + Callers.OF_THREAD.get());
    }
}
