package dev.durable.engine.payload;

/** What can be said of JSON text by looking at its characters, before anything is bound to types. */
final class JsonText {

    /** The deepest nesting of objects and arrays; a binder needs about a dozen frames of its stack for each. */
    static final int MAX_DEPTH = 100;

    private JsonText() {}

    /**
     * Refuses text that is nested too deeply or goes on after its value. Both would be missed by a binder: it would
     * overflow its stack on the one and ignore the other.
     *
     * @throws IllegalArgumentException if so
     */
    static void check(String text) {
        int depth = 0;
        boolean ended = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                continue;
            }
            if (ended) {
                throw new IllegalArgumentException("the text goes on after its value, at character " + i);
            }
            switch (c) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> i = endOfString(text, i);
                default -> i = depth > 0 ? i : endOfWord(text, i);
            }
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH + " levels");
            }
            ended = depth <= 0;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static int endOfString(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** The last character of a number or a literal that stands alone. */
    private static int endOfWord(String text, int start) {
        int i = start;
        while (i + 1 < text.length() && !isBlank(text.charAt(i + 1))) {
            i++;
        }
        return i;
    }

    /** Writes halves of surrogate pairs as escapes: no database stores them in UTF-8, and they would be lost there. */
    static String withoutLoneSurrogates(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                if (escaped != null) {
                    escaped.append(c).append(text.charAt(i));
                }
            } else if (Character.isSurrogate(c)) {
                escaped = escaped == null ? new StringBuilder(text.substring(0, i)) : escaped;
                escaped.append("\\u").append(Integer.toHexString(c));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
