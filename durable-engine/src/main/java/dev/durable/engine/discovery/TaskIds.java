package dev.durable.engine.discovery;

import dev.durable.engine.config.TaskKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Judges ids: their form, and whether each task can be told from the others. */
final class TaskIds {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_]{1,255}");

    private final Collection<TaskCandidate> candidates;
    private final TaskProblems problems;

    TaskIds(Collection<TaskCandidate> candidates, TaskProblems problems) {
        this.candidates = candidates;
        this.problems = problems;
    }

    void judge() {
        Map<String, List<TaskCandidate>> byId = candidates.stream()
                .collect(Collectors.groupingBy(candidate -> candidate.task().id(), TreeMap::new, Collectors.toList()));
        byId.forEach(this::judgeUse);
        candidates.stream()
                .filter(candidate -> !FORM.matcher(candidate.task().id()).matches())
                .forEach(candidate -> problems.add(
                        candidate.name(),
                        "id is \"" + candidate.task().id()
                                + "\", allowed are 1 to 255 letters (A to Z, a to z), digits and underscores"));
        judgeVariables(byId);
    }

    private void judgeUse(String id, List<TaskCandidate> users) {
        if (users.size() == 1) {
            return;
        }
        List<String> names =
                users.stream().map(TaskCandidate::name).sorted().distinct().toList();
        if (names.size() == 1) {
            // The usual cause: two web modules that each carry the jar. The class loaders tell the classes apart.
            problems.add(
                    names.get(0),
                    "id \"" + id + "\" is used by " + users.size() + " copies of this class; package it once, in the"
                            + " lib of the EAR");
        } else {
            problems.add(
                    String.join(", ", names),
                    "id \"" + id + "\" is used by all of them; each task has an id of its own");
        }
    }

    /** MicroProfile Config maps keys to environment variables in a way that makes different keys one variable. */
    private void judgeVariables(Map<String, List<TaskCandidate>> byId) {
        Map<String, String> owners = new HashMap<>();
        TreeSet<String> told = new TreeSet<>();
        for (String id : byId.keySet()) {
            for (String key : TaskKeys.of(id)) {
                String variable = TaskKeys.environmentVariable(key);
                String owner = owners.putIfAbsent(variable, id);
                if (owner != null && !owner.equals(id) && told.add(owner + " " + id)) {
                    problems.add(
                            names(byId, owner) + ", " + names(byId, id),
                            "ids \"" + owner + "\" and \"" + id + "\" share the environment variable " + variable
                                    + "; rename one");
                }
            }
        }
    }

    private static String names(Map<String, List<TaskCandidate>> byId, String id) {
        return byId.get(id).stream().map(TaskCandidate::name).collect(Collectors.joining(", "));
    }
}
