package dev.durable.engine.task;

import dev.durable.UnknownTaskException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tasks of the application, by id and by class. */
public final class Tasks {

    private final Map<String, RegisteredTask> byId;
    private final Map<Class<?>, RegisteredTask> byClass;

    public Tasks(Collection<RegisteredTask> tasks) {
        byId = tasks.stream().collect(Collectors.toUnmodifiableMap(RegisteredTask::id, Function.identity()));
        byClass = tasks.stream().collect(Collectors.toUnmodifiableMap(RegisteredTask::beanClass, Function.identity()));
    }

    /** The task stored under that id. */
    public Optional<RegisteredTask> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The task of that class.
     *
     * @throws UnknownTaskException if there is none
     */
    public RegisteredTask byClass(Class<?> beanClass) {
        RegisteredTask task = byClass.get(beanClass);
        if (task == null) {
            throw new UnknownTaskException(beanClass.getName()
                    + " is no task of this application: it needs @Task and to be deployed as a bean");
        }
        return task;
    }

    /** The ids of all of them. */
    public Set<String> ids() {
        return byId.keySet();
    }

    /** All of them. */
    public Collection<RegisteredTask> all() {
        return byId.values();
    }
}
