package dev.durable.example.document;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The words of a text: its maximal runs of letters and digits, counted without regard to case.
 *
 * @param counts how often each word occurs, in lower case
 */
record Words(Map<String, Long> counts) {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}]+");

    static Words of(String text) {
        return new Words(WORD.matcher(text)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .collect(groupingBy(word -> word, counting())));
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The most frequent words, equally frequent ones in alphabetical order. */
    List<WordCount> top(int howMany) {
        return counts.entrySet().stream()
                .map(entry -> new WordCount(entry.getKey(), entry.getValue()))
                .sorted(comparing(WordCount::count, reverseOrder()).thenComparing(WordCount::word))
                .limit(howMany)
                .toList();
    }
}
