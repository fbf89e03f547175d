package dev.durable.engine;

import dev.durable.SleepingTask;

/** Sleeps until somebody replies. Its key is its input. */
public class Reply implements SleepingTask<String, String> {

    @Override
    public String key(String input) {
        return input;
    }

    /** As a test registers it. */
    public static TestTask<String, String> task() {
        return TestTask.sleeping("reply", new Reply(), String.class, String.class);
    }

    /** The same of another task, which has keys of its own. */
    public static final class Other extends Reply {

        public static TestTask<String, String> task() {
            return TestTask.sleeping("otherReply", new Other(), String.class, String.class);
        }
    }
}
