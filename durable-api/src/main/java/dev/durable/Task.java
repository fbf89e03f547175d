package dev.durable;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a CDI bean to be a task. The bean implements {@link DurableTask} or {@link ParentTask}; this annotation
 * makes it a bean, dependent unless it declares another scope.
 *
 * <p>Durations are ISO-8601, such as {@code PT30S}. Each option can be overridden without a new build by the
 * MicroProfile Config key {@code durable.task.<id>.<option>} and for one execution by {@link EnqueueOptions}, which
 * has the last word. Options are resolved when an attempt is claimed, so a change reaches what is queued already.
 */
@Stereotype
@Dependent
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Task {

    /**
     * The name under which executions of this task are stored: 1 to 255 letters, digits and underscores, unique in
     * the application. It outlives class names: change it, and what is queued under the old one waits for ever.
     */
    String id();

    /** The longest an attempt may take from the start of its body: more than zero, at most 365 days. */
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

    /** The delay before the first attempt: zero to 365 days. */
    String delay() default "PT0S";

    /** What a child's failure does to a {@link ParentTask}; without meaning elsewhere. */
    ChildFailurePolicy onChildFailure() default ChildFailurePolicy.FAIL_FAST;

    /**
     * The task that combines the outcomes of a {@link ParentTask} in place of {@link ParentTask#finish}: its input is
     * {@code Finished<I, R>} and its output {@code O} of the parent.
     */
    Class<? extends AnyTask<?, ?>> finalizeTask() default None.class;

    /** Stands for "no task". */
    interface None extends AnyTask<Void, Void> {}
}
