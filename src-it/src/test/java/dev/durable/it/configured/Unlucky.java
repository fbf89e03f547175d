package dev.durable.it.configured;

import dev.durable.DurableTask;
import dev.durable.Task;
import dev.durable.TaskContext;

/** Tasks that always fail, so that the number of their attempts shows how many retries they have. */
public final class Unlucky {

    private Unlucky() {}

    /** Its id is one word. */
    @Task(id = "pay", retryDelay = "PT0S")
    public static class Pay implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            throw new IllegalStateException(input);
        }
    }

    /** Its id has an underscore. */
    @Task(id = "send_mail", retryDelay = "PT0S")
    public static class SendMail implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            throw new IllegalStateException(input);
        }
    }

    /** Its id has a capital letter. */
    @Task(id = "sendReminder", retryDelay = "PT0S")
    public static class SendReminder implements DurableTask<String, String> {
        @Override
        public String run(TaskContext context, String input) {
            throw new IllegalStateException(input);
        }
    }
}
