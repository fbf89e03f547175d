package dev.durable.engine.telemetry;

/** Every attribute of metrics and spans. */
enum Attribute {
    TASK("durable.task", "the id of the task"),
    STATUS("durable.status", "how the execution ended: one of the finished [statuses](states.md)"),
    OUTCOME(
            "durable.outcome",
            "the outcome of the attempt: `returned`, `failed`, `slept` (it went to sleep), `claim_returned` (it could not be"
                    + " made here now), `broken_off` (its timeout, a cancellation or a lost lease decided first)"),
    EXECUTOR("durable.executor", "what the engine is called: `durable.executor-name`"),
    EXECUTION("durable.execution", "the id of the execution"),
    ROOT("durable.root", "the id of the execution at the top of its tree"),
    ATTEMPT("durable.attempt", "the number of the attempt, from 1"),
    ITERATION("durable.iteration", "the number of the iteration of a loop, from 1"),
    EXECUTIONS("durable.executions", "how many executions were enqueued together"),
    ERROR("error.type", "the class of what was thrown, or else the kind of the error");

    private final String key;
    private final String meaning;

    Attribute(String key, String meaning) {
        this.key = key;
        this.meaning = meaning;
    }

    String key() {
        return key;
    }

    String meaning() {
        return meaning;
    }
}
