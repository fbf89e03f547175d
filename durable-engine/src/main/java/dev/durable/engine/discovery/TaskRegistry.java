package dev.durable.engine.discovery;

import dev.durable.UnknownTaskException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The tasks of one application, by id and by class. Immutable. */
public final class TaskRegistry {

    private final Map<String, TaskDefinition> byId = new TreeMap<>();
    private final Map<Class<?>, TaskDefinition> byClass = new HashMap<>();

    /**
     * @throws IllegalArgumentException if two definitions share an id or a class
     */
    public TaskRegistry(Collection<TaskDefinition> definitions) {
        for (TaskDefinition definition : definitions) {
            if (byId.put(definition.id(), definition) != null
                    || byClass.put(definition.beanClass(), definition) != null) {
                throw new IllegalArgumentException(
                        "Two tasks are called " + definition.id() + " or have the class " + definition.beanClass());
            }
        }
    }

    /** The task of this id, if this application has it. */
    public Optional<TaskDefinition> definition(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The task written as this class.
     *
     * @throws UnknownTaskException if no deployed bean has this class
     */
    public TaskDefinition definition(Class<?> beanClass) {
        TaskDefinition definition = byClass.get(beanClass);
        if (definition == null) {
            throw new UnknownTaskException(beanClass.getName()
                    + " is no task of this application: it needs to be a CDI bean that is deployed with it and"
                    + " annotated with @Task");
        }
        return definition;
    }

    /** All tasks, by id. */
    public List<TaskDefinition> all() {
        return List.copyOf(byId.values());
    }

    /** All ids, sorted. */
    public Set<String> ids() {
        return Collections.unmodifiableSet(byId.keySet());
    }
}
