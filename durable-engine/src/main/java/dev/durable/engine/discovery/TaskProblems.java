package dev.durable.engine.discovery;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with tasks, so that one message says all of it. */
final class TaskProblems {

    private final List<String> lines = new ArrayList<>();

    void add(String who, String what) {
        // An id, or what was thrown, must not look like further problems.
        lines.add((who + ": " + what).replaceAll("\\p{Cntrl}", "?"));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** One line for each problem, sorted so that what concerns one bean stands together, below a line that counts. */
    String message() {
        List<String> sorted = lines.stream().sorted().toList();
        String count = lines.size() == 1 ? "1 problem" : lines.size() + " problems";
        return count + " with tasks:\n" + String.join("\n", sorted);
    }
}
