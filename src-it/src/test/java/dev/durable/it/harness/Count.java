package dev.durable.it.harness;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of one document, counted character by character and so in another way than the application does.
 *
 * @param topWords the most frequent words with how often each occurs, as {@code word=count}
 */
public record Count(String name, int characters, int words, int lines, String sha256, List<String> topWords) {

    private static final int TOP = 10;

    /** Counts a document. */
    public static Count of(String name, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        Map<String, Integer> frequencies = new TreeMap<>();
        StringBuilder word = new StringBuilder();
        int words = 0;
        int characters = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            characters++;
            if (Character.isLetterOrDigit(text.codePointAt(i))) {
                word.appendCodePoint(text.codePointAt(i));
            } else {
                words += end(word, frequencies);
            }
        }
        words += end(word, frequencies);
        return new Count(name, characters, words, lines(text), Sha256.of(content), top(frequencies));
    }

    private static int end(StringBuilder word, Map<String, Integer> frequencies) {
        if (word.isEmpty()) {
            return 0;
        }
        frequencies.merge(word.toString().toLowerCase(Locale.ROOT), 1, Integer::sum);
        word.setLength(0);
        return 1;
    }

    private static int lines(String text) {
        String unix = text.replace("\r\n", "\n").replace('\r', '\n');
        int ends = (int) unix.chars().filter(c -> c == '\n').count();
        return unix.isEmpty() || unix.endsWith("\n") ? ends : ends + 1;
    }

    private static List<String> top(Map<String, Integer> frequencies) {
        return frequencies.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())) // stable: ties stay alphabetical
                .limit(TOP)
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    /** The figures that a server has stored in its catalogue. */
    public static Count in(JsonObject document) {
        return new Count(
                document.getString("name"),
                document.getInt("characters"),
                document.getInt("words"),
                document.getInt("lines"),
                document.getString("sha256"),
                document.getJsonArray("topWords").getValuesAs(JsonObject.class).stream()
                        .map(word -> word.getString("word") + "=" + word.getInt("count"))
                        .toList());
    }
}
