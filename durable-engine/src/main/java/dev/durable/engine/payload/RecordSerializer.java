package dev.durable.engine.payload;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes records component by component, as {@link RecordDeserializer} reads them. JSON-B implementations call the
 * accessors of public classes only, and a task's input is often a record nested in it that is not public.
 */
final class RecordSerializer implements JsonbSerializer<Record> {

    private final Jsonb plain;
    private final Map<Type, RecordShape> shapes = new ConcurrentHashMap<>();

    /**
     * @param plain writes records without this serializer
     */
    RecordSerializer(Jsonb plain) {
        this.plain = plain;
    }

    @Override
    public void serialize(Record value, JsonGenerator generator, SerializationContext context) {
        RecordShape shape = shapes.computeIfAbsent(value.getClass(), RecordShape::of);
        if (shape.annotated()) {
            try (JsonReader reader = Json.createReader(new StringReader(plain.toJson(value)))) {
                context.serialize(reader.readObject(), generator);
            }
            return;
        }
        generator.writeStartObject();
        for (RecordShape.Component component : shape.components()) {
            write(component.name(), component.of(value), generator, context);
        }
        generator.writeEnd();
    }

    private static void write(
            String name, @Nullable Object value, JsonGenerator generator, SerializationContext context) {
        if (value == null) {
            generator.writeNull(name);
        } else {
            context.serialize(name, value, generator);
        }
    }
}
