package dev.durable.it.inside;

import dev.durable.SleepingTask;
import dev.durable.Task;

/** Sleeps until somebody approves of what it was given. */
@Task(id = "approval", timeout = "PT1H")
public class Approval implements SleepingTask<String, String> {
    @Override
    public String key(String subject) {
        return subject;
    }
}
