package dev.durable;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a CDI bean to be a task. The bean implements one of the forms: {@link DurableTask}, {@link ParentTask},
 * {@link SequenceTask}, {@link LoopTask} or {@link SleepingTask}. This annotation makes it a bean, dependent unless it
 * declares another scope.
 *
 * <p>Durations are ISO-8601, such as {@code PT30S}. Each option but {@link #transactional}, {@link #onChildFailure} and
 * {@link #combineTask} can be overridden without a new build by the MicroProfile Config key
 * {@code durable.task.<id>.<option>}, and all that {@link EnqueueOptions} has for one execution by those, which have the
 * last word. Options are resolved when an attempt is claimed, so a change reaches what is queued already; only
 * {@link #delay} and {@link #deadline} are fixed when an execution is enqueued, and the timeout of a
 * {@link SleepingTask} when it falls asleep.
 */
@Stereotype
@Dependent
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Task {

    /**
     * The name under which executions of this task are stored: 1 to 255 letters, digits and underscores, unique in
     * the application. It outlives class names: change it, and what is queued under the old one waits indefinitely.
     */
    String id();

    /**
     * The longest an attempt may take from the start of its body: more than zero, at most 365 days, and at most one
     * hour for a {@link #transactional()} task. For a {@link SleepingTask} how long it sleeps at most.
     */
    String timeout() default "PT5M";

    /** How many attempts may follow the first: 0 to 1000. */
    int maxRetries() default 0;

    /** The delay before the first retry: zero to 24 hours. */
    String retryDelay() default "PT1S";

    /** What each further retry's delay is multiplied by: 1 to 10. */
    double retryMultiplier() default 2.0;

    /** The longest delay between attempts: at least {@link #retryDelay()}, at most 24 hours. */
    String maxRetryDelay() default "PT5M";

    /**
     * The share of each retry's delay that is left to chance, 0 to 1: with 0.2 a delay of ten seconds becomes one of
     * eight to twelve, so that what failed together does not come back together.
     */
    double retryJitter() default 0.2;

    /**
     * The delay before the first attempt: zero to 365 days. What the engine itself inserts, a step or a combine step,
     * is due at once.
     */
    String delay() default "PT0S";

    /**
     * How long after it is enqueued an execution ends at the latest, wherever it stands by then, and everything below
     * it: more than zero, at most 3650 days; empty for never. It then counts as {@link TaskStatus#TIMED_OUT}. For what
     * is inserted by the engine itself, a step or a combine step, it counts from the first claim.
     */
    String deadline() default "";

    /** How many iterations a {@link LoopTask} may take: 1 to 1,000,000,000; without meaning elsewhere. */
    int maxIterations() default 1_000_000_000;

    /** The delay between iterations of a {@link LoopTask} that say nothing else: zero to 365 days. */
    String iterationDelay() default "PT0S";

    /**
     * Whether the body runs in a JTA transaction in which its completion is written as well: what it does in the
     * database happens exactly once, whatever crashes. The transaction joins whatever the body does on the engine's
     * datasource, or on an XA datasource beside it. What it does elsewhere, a remote call for instance, happens at
     * least once as ever.
     *
     * <p>A body that throws, marks the transaction for rollback or ends it by itself, which never commits it, has
     * failed, and nothing of what it did in the transaction stays. Without meaning for a {@link SleepingTask}, which
     * has no body.
     */
    boolean transactional() default false;

    /** What a child's failure does to a {@link ParentTask}; without meaning elsewhere. */
    ChildFailurePolicy onChildFailure() default ChildFailurePolicy.FAIL_FAST;

    /**
     * The task that combines the outcomes of a {@link ParentTask} in place of {@link ParentTask#combine}: its input is
     * {@code Finished<I, R>} and its output {@code O} of the parent. It may be of any form that takes such an input.
     */
    Class<? extends AnyTask<?, ?>> combineTask() default None.class;

    /** Stands for "no task". */
    interface None extends AnyTask<Void, Void> {}
}
