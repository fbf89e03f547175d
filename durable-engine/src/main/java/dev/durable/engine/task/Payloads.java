package dev.durable.engine.task;

import dev.durable.ErrorKind;
import dev.durable.InvalidInputException;
import dev.durable.LimitExceededException;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.spi.PayloadCodec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes what user code takes and returns, within the limits. */
public final class Payloads {

    private final PayloadCodec codec;
    private final Limits limits;

    public Payloads(PayloadCodec codec, Limits limits) {
        this.codec = codec;
        this.limits = limits;
    }

    /**
     * The text of an input.
     *
     * @throws InvalidInputException if it cannot be carried
     * @throws LimitExceededException if it is too large
     */
    public String input(RegisteredTask task, @Nullable Object value) {
        String text;
        try {
            text = codec.encode(task.types().input(), value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "The input of task " + task.id() + " cannot be stored: " + e.getMessage(), e);
        }
        within(text, limits.maxInputSize(), "The input of task " + task.id(), "durable.max-input-size");
        return text;
    }

    /**
     * The text of an output.
     *
     * @throws IllegalArgumentException if it cannot be carried
     * @throws LimitExceededException if it is too large
     */
    private String output(RegisteredTask task, Type type, @Nullable Object value) {
        String text = codec.encode(type, value);
        within(text, limits.maxOutputSize(), "The output of task " + task.id(), "durable.max-output-size");
        return text;
    }

    /**
     * The text of what a sleeping task is woken up with.
     *
     * @throws InvalidInputException if it cannot be carried
     * @throws LimitExceededException if it is too large
     */
    public String wakeOutput(RegisteredTask task, @Nullable Object value) {
        try {
            return output(task, task.types().output(), value);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "What task " + task.id() + " is woken up with cannot be stored: " + e.getMessage(), e);
        }
    }

    /**
     * The text of what a body ends with.
     *
     * @throws Refusal if it cannot be carried, or is too large
     */
    public String output(RegisteredTask task, @Nullable Object value) throws Refusal {
        return encoded(task, task.types().output(), value);
    }

    /**
     * The text of what a body hands on: to the combine step, or to the next iteration.
     *
     * @throws Refusal if it cannot be carried, or is too large
     */
    public String intermediate(RegisteredTask task, @Nullable Object value) throws Refusal {
        Type type = Objects.requireNonNull(task.types().intermediate(), "what hands something on declares its type");
        return encoded(task, type, value);
    }

    private String encoded(RegisteredTask task, Type type, @Nullable Object value) throws Refusal {
        try {
            return output(task, type, value);
        } catch (LimitExceededException e) {
            throw new Refusal(ErrorKind.LIMIT_EXCEEDED, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new Refusal(
                    ErrorKind.INVALID_OUTPUT,
                    "The output of task " + task.id() + " cannot be stored: " + e.getMessage(),
                    e);
        }
    }

    /**
     * The value of a stored text.
     *
     * @throws IllegalArgumentException if the text does not fit the type
     */
    public @Nullable Object decode(Type type, @Nullable String text) {
        return text == null ? null : codec.decode(type, text);
    }

    private static void within(String text, int limit, String what, String key) {
        // Encoding costs; a text with so few characters cannot have too many bytes (three at most for each).
        if (text.length() > limit / 3) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > limit) {
                throw new LimitExceededException(
                        what + " has " + bytes + " bytes; allowed are " + limit + " (" + key + ")");
            }
        }
    }
}
