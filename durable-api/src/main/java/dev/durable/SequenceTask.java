package dev.durable;

/**
 * Tasks that run one after the other: the output of each is the input of the next, and the output of the last is that
 * of the sequence. A step that does not complete ends the sequence as {@link TaskStatus#CHILDREN_FAILED}, with an error
 * that names sequence, step and cause; the steps after it never run.
 *
 * <p>Each step is an execution of its own, with the options of its task, and may be a task of any form. Steps whose
 * types do not fit do not compile; what escapes the compiler stops the deployment.
 *
 * @param <I> the input type of the sequence and of its first step
 * @param <O> the output type of the sequence and of its last step
 */
public interface SequenceTask<I, O> extends AnyTask<I, O> {

    /**
     * The steps. Called when the application is deployed, and once for each execution when it begins; from then on the
     * execution keeps to these steps, whatever later deployments say.
     */
    Steps<I, O> steps();
}
