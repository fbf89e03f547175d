package dev.durable.it.inside;

import dev.durable.DurableTask;
import dev.durable.InvalidInputException;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.TaskException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells how long a word is. Fails with bad words, and refuses empty ones. */
@Task(id = "measure")
public class Measure implements DurableTask<String, Integer> {

    static final Set<String> MEASURED = ConcurrentHashMap.newKeySet();

    @Override
    public void validate(String word) {
        if (word.isEmpty()) {
            throw new InvalidInputException("A word has at least one letter");
        }
    }

    @Override
    public Integer run(TaskContext context, String word) {
        MEASURED.add(word);
        if (word.startsWith("bad")) {
            throw TaskException.notRetryable(word + " is a bad word");
        }
        return word.length();
    }
}
