package dev.durable.example.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the title of a text: its first Markdown or reStructuredText heading, else its first line that is not blank.
 *
 * <p>One pass over the lines, which need not say what markup they are. Where the two languages disagree the more common
 * reading wins: backticks and short runs of tildes are code fences, {@code =} and {@code -} underline a whole paragraph
 * at any length, other punctuation underlines one line and is at least as long as it. A byte order mark, front matter,
 * code blocks and comments have no headings.
 */
final class Titles {

    /** A line without an end, as of minified text, is no title to show in full. */
    private static final int MAX_LENGTH = 1000;

    private static final int SHORTEST_FRAME = 4;
    private static final int SHORTEST_UNDERLINE = 3;

    // A line may be as long as a document. So every run is possessive, and a dot takes
    // all that is left: backtracking by one character at a time would take quadratic time.
    private static final Pattern FRONT_MATTER = Pattern.compile("(---|\\+\\+\\+)\\s*+");
    private static final Pattern ATX = rest(" {0,3}#{1,6}+[ \\t]++(.*)");
    private static final Pattern FENCE = rest(" {0,3}(`{3,}+(?=[^`]*+\\z)|~{3,}+).*");
    private static final Pattern ADORNMENT = Pattern.compile(" {0,3}((\\p{Punct})\\2*+)\\s*+");
    private static final Pattern INDENTED = rest("( {4}| {0,3}\\t).*");
    /** Starts of lists, quotations, HTML and reStructuredText directives: what they hold is never underlined. */
    private static final Pattern CONTAINER = rest(" {0,3}([-*+]\\s|>|<[!/?]?[\\p{Alpha}-]|\\.\\.\\s).*");

    private final List<String> lines;
    /** The lines above the current one that an underline would make a heading. */
    private final List<String> paragraph = new ArrayList<>();

    private boolean insideContainer;

    private Titles(List<String> lines) {
        this.lines = lines;
    }

    /** The title; empty if all lines are blank. */
    static Optional<String> of(String text) {
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new Titles(withoutMark.lines().toList()).find().map(Titles::shortened);
    }

    private Optional<String> find() {
        int start = afterFrontMatter();
        Optional<String> heading = firstHeading(start);
        return heading.isPresent()
                ? heading
                : lines.stream()
                        .skip(start)
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst();
    }

    private Optional<String> firstHeading(int start) {
        for (int at = start; at < lines.size(); at++) {
            int current = at;
            Optional<String> heading =
                    framed(at).or(() -> underlined(lines.get(current))).or(() -> atx(lines.get(current)));
            if (heading.isPresent()) {
                return heading;
            }
            at = endOfBlock(at);
            remember(lines.get(at), at != current);
        }
        return Optional.empty();
    }

    /** The line after front matter, which opens on the very first line and is closed. */
    private int afterFrontMatter() {
        if (lines.size() < 2
                || !FRONT_MATTER.matcher(lines.get(0)).matches()
                || lines.get(1).isBlank()) {
            return 0;
        }
        String fence = lines.get(0).strip();
        for (int at = 1; at < lines.size(); at++) {
            String line = lines.get(at).stripTrailing();
            if (line.equals(fence) || (fence.equals("---") && line.equals("..."))) {
                return at + 1;
            }
        }
        return 0;
    }

    /** A line between two equal runs of punctuation. */
    private Optional<String> framed(int at) {
        if (!paragraph.isEmpty() || insideContainer || at + 2 >= lines.size()) {
            return Optional.empty();
        }
        String over = lines.get(at).stripTrailing();
        String title = lines.get(at + 1).strip();
        boolean framed = over.length() >= SHORTEST_FRAME
                && adornment(over).isPresent()
                && over.equals(lines.get(at + 2).stripTrailing())
                && !title.isEmpty()
                && adornment(title).isEmpty()
                && length(title) <= over.length();
        return framed ? Optional.of(title) : Optional.empty();
    }

    /** The paragraph above, if this line underlines it. */
    private Optional<String> underlined(String line) {
        if (paragraph.isEmpty()) {
            return Optional.empty();
        }
        return adornment(line).filter(this::underlines).map(run -> String.join(" ", paragraph));
    }

    private boolean underlines(String run) {
        char mark = run.charAt(0);
        if (mark == '=' || mark == '-') {
            return true;
        }
        int shortest = mark == '~' ? SHORTEST_FRAME : SHORTEST_UNDERLINE;
        return paragraph.size() == 1 && run.length() >= Math.max(shortest, length(paragraph.get(0)));
    }

    private static Optional<String> atx(String line) {
        Matcher atx = ATX.matcher(line);
        if (!atx.matches()) {
            return Optional.empty();
        }
        return Optional.of(withoutClosingHashes(atx.group(1).strip())).filter(text -> !text.isEmpty());
    }

    /** Hashes at the end close a heading if a blank, or nothing at all, stands before them. */
    private static String withoutClosingHashes(String title) {
        int end = title.length();
        while (end > 0 && title.charAt(end - 1) == '#') {
            end--;
        }
        boolean closing = end == 0 || title.charAt(end - 1) == ' ' || title.charAt(end - 1) == '\t';
        return closing ? title.substring(0, end).stripTrailing() : title;
    }

    /** The last line of the code block or comment that starts here; this line if none does. */
    private int endOfBlock(int at) {
        String line = lines.get(at);
        Matcher fence = FENCE.matcher(line);
        if (fence.matches()) {
            String opening = fence.group(1);
            Pattern end = Pattern.compile(" {0,3}(" + opening.charAt(0) + "++)\\s*+");
            return firstAfter(at, next -> {
                Matcher closing = end.matcher(next);
                return closing.matches() && closing.group(1).length() >= opening.length();
            });
        }
        if (paragraph.isEmpty() && line.strip().startsWith("<!--") && !line.contains("-->")) {
            return firstAfter(at, next -> next.contains("-->"));
        }
        return at;
    }

    /** The first line after this one that ends the block, else the last line. */
    private int firstAfter(int at, Predicate<String> end) {
        for (int next = at + 1; next < lines.size(); next++) {
            if (end.test(lines.get(next))) {
                return next;
            }
        }
        return lines.size() - 1;
    }

    /** Keeps what the next line may underline. */
    private void remember(String line, boolean endsBlock) {
        boolean breaks = endsBlock || line.isBlank() || adornment(line).isPresent();
        if (breaks) {
            paragraph.clear();
            insideContainer = false;
        } else if (CONTAINER.matcher(line).matches()) {
            paragraph.clear();
            insideContainer = true;
        } else if (!insideContainer
                && !(paragraph.isEmpty() && INDENTED.matcher(line).matches())) {
            paragraph.add(line.strip());
        }
    }

    /** The run of one punctuation character that makes up a line; backticks fence code and adorn nothing. */
    private static Optional<String> adornment(String line) {
        Matcher adornment = ADORNMENT.matcher(line);
        return adornment.matches() && !adornment.group(2).equals("`")
                ? Optional.of(adornment.group(1))
                : Optional.empty();
    }

    private static Pattern rest(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL);
    }

    private static int length(String title) {
        return title.codePointCount(0, title.length());
    }

    private static String shortened(String title) {
        return length(title) <= MAX_LENGTH ? title : title.substring(0, title.offsetByCodePoints(0, MAX_LENGTH));
    }
}
