package dev.durable.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds keys that look like ours and mean nothing, most often because they are misspelt. */
final class UnknownKeys {

    private static final String PREFIX = "durable.";
    private static final String VARIABLE_PREFIX = TaskKeys.environmentVariable(PREFIX);

    private final Collection<String> known;
    private final Map<String, String> knownByVariable;

    UnknownKeys(Collection<String> known) {
        this.known = known;
        this.knownByVariable = known.stream()
                .collect(Collectors.toMap(TaskKeys::environmentVariable, Function.identity(), (one, other) -> one));
    }

    /** A sentence for each unknown key among all that are configured anywhere. */
    List<String> warnings(Iterable<String> configured) {
        Set<String> names =
                StreamSupport.stream(configured.spliterator(), false).collect(Collectors.toCollection(TreeSet::new));
        return names.stream()
                .filter(name -> isOurs(name) && !isKnown(name, names))
                .map(this::warning)
                .toList();
    }

    private static boolean isOurs(String name) {
        return name.startsWith(PREFIX) || name.startsWith(VARIABLE_PREFIX);
    }

    private boolean isKnown(String name, Set<String> names) {
        if (name.startsWith(VARIABLE_PREFIX)) {
            return knownByVariable.containsKey(name);
        }
        // A configuration source may list its guess at the key behind a variable; the variable speaks for both.
        return known.contains(name) || names.contains(TaskKeys.environmentVariable(name));
    }

    private String warning(String name) {
        String variable = TaskKeys.environmentVariable(name);
        String advice = known.stream()
                .min(Comparator.comparingInt((String key) -> distance(variable, TaskKeys.environmentVariable(key)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(key ->
                        2 * distance(variable, TaskKeys.environmentVariable(key)) <= name.length() - PREFIX.length())
                .map(key -> "; the nearest known key is " + key)
                .orElse("");
        return "Configuration key " + name + " is unknown and has no effect" + advice;
    }

    /** How many letters have to be put in, left out or changed to make one text of the other. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[other.length()];
    }
}
