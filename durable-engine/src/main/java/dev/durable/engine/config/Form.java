package dev.durable.engine.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a configured value is written, and its range.
 *
 * @param allowed what is allowed, in words
 * @param parser reads a value; empty if it is not allowed
 */
record Form<T>(String allowed, Function<String, Optional<T>> parser) {

    static final Form<Duration> ANY_DURATION = new Form<>("ISO-8601 durations such as PT30S", Form::parseDuration);
    static final Form<Integer> ANY_WHOLE = new Form<>("whole numbers", Form::parseWhole);
    static final Form<Double> ANY_NUMBER = new Form<>("numbers such as 1.5", Form::parseNumber);

    // Strict, where MicroProfile's converter takes every misspelling for false.
    static final Form<Boolean> FLAG = new Form<>("true and false", text -> switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
    });

    static Form<Integer> whole(int least, int most) {
        return new Form<>("whole numbers from " + least + " to " + most, text -> parseWhole(text)
                .filter(number -> number >= least && number <= most));
    }

    static Form<Duration> duration(Duration least, Duration most) {
        return new Form<>("ISO-8601 durations from " + least + " to " + most, text -> parseDuration(text)
                .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0));
    }

    static Form<String> text(int longest) {
        return new Form<>("1 to " + longest + " characters", text -> Optional.of(text)
                .filter(given -> !given.isEmpty() && given.length() <= longest));
    }

    private static Optional<Duration> parseDuration(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException notADuration) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> parseWhole(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException notAWholeNumber) {
            return Optional.empty();
        }
    }

    private static Optional<Double> parseNumber(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
