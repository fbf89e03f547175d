package dev.durable.engine.payload;

import dev.durable.spi.PayloadCodec;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.config.BinaryDataStrategy;
import jakarta.json.bind.config.PropertyVisibilityStrategy;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Carries payloads as JSON, by Jakarta JSON Binding: records, beans with getters and setters, collections, maps,
 * {@link java.util.Optional}, enums, {@code java.time}, numbers of any size, {@code byte[]} as Base64. JSON-B
 * annotations mean what they always do. {@link CarriedTypes} says what it cannot carry.
 *
 * <p>A payload may be older than the class that reads it: properties that the class does not have are ignored, and
 * those that the text does not have are null, zero or an empty Optional. Safe for use by many threads.
 */
public final class JsonPayloadCodec implements PayloadCodec, AutoCloseable {

    private static final ExecutionIdAsText ID = new ExecutionIdAsText();

    private final Jsonb plain = JsonbBuilder.create(config().withSerializers(ID).withDeserializers(ID));
    private final Jsonb jsonb = JsonbBuilder.create(config().withSerializers(ID, new RecordSerializer(plain))
            .withDeserializers(ID, new RecordDeserializer(plain))
            .withPropertyVisibilityStrategy(new OutsideRecords()));

    /** What is public, except in records: JSON-B would fail on the accessors of one that is not public itself. */
    private static final class OutsideRecords implements PropertyVisibilityStrategy {

        @Override
        public boolean isVisible(Field field) {
            return Modifier.isPublic(field.getModifiers());
        }

        @Override
        public boolean isVisible(Method method) {
            return Modifier.isPublic(method.getModifiers())
                    && !method.getDeclaringClass().isRecord();
        }
    }

    private static JsonbConfig config() {
        // A null in a map or an array is a value too; left out, it would not come back.
        return new JsonbConfig().withNullValues(true).withBinaryDataStrategy(BinaryDataStrategy.BASE_64);
    }

    @Override
    public String encode(Type type, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        try {
            Class<?> raw = Generics.raw(type);
            if (!raw.isInstance(value)) {
                throw new IllegalArgumentException("it is a " + value.getClass().getName());
            }
            // Which of its declared subtypes a value has is written only where its own class is asked for.
            Type written = raw.isAnnotationPresent(JsonbTypeInfo.class) ? value.getClass() : type;
            String text = JsonText.withoutLoneSurrogates(jsonb.toJson(value, written));
            // What could not be read back is refused now, while its author looks on.
            JsonText.check(text);
            return text;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Cannot write the value as " + type.getTypeName() + ": " + reason(e), e);
        } catch (StackOverflowError e) {
            // Only the graph of objects tells how deep it is, and the text that would have been checked was not
            // written.
            throw new IllegalArgumentException(
                    "Cannot write the value as " + type.getTypeName() + ": it is nested deeper than "
                            + JsonText.MAX_DEPTH + " levels",
                    e);
        }
    }

    @Override
    public @Nullable Object decode(Type type, String text) {
        if (type == Void.class) {
            return null;
        }
        try {
            JsonText.check(text);
            return jsonb.fromJson(text, type);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Cannot read the text as " + type.getTypeName() + ": " + reason(e), e);
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getName() : message;
    }

    /** Frees what JSON-B holds. */
    @Override
    public void close() {
        close(jsonb);
        close(plain);
    }

    private static void close(Jsonb jsonb) {
        try {
            jsonb.close();
        } catch (Exception e) {
            throw new IllegalStateException("JSON-B could not be closed", e);
        }
    }
}
