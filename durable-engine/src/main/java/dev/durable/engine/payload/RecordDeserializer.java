package dev.durable.engine.payload;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbException;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads records component by component. JSON-B implementations write generic records but cannot read them: they take a
 * constructor parameter of type {@code T} for what it says instead of what it stands for.
 */
final class RecordDeserializer implements JsonbDeserializer<Record> {

    private final Jsonb plain;
    private final Map<Type, RecordShape> shapes = new ConcurrentHashMap<>();

    /**
     * @param plain reads records without this deserializer
     */
    RecordDeserializer(Jsonb plain) {
        this.plain = plain;
    }

    @Override
    public @Nullable Record deserialize(JsonParser parser, DeserializationContext context, Type type) {
        if (!parser.hasNext()) {
            return nothing(parser, type);
        }
        RecordShape shape = shapes.computeIfAbsent(type, RecordShape::of);
        if (shape.annotated()) {
            return plain.fromJson(parser.getObject().toString(), type);
        }
        Object[] values = shape.defaults();
        for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
            if (event != Event.KEY_NAME) {
                throw noObject(type);
            }
            int index = shape.index(parser.getString());
            Event value = parser.next();
            if (index < 0) {
                parser.getValue();
            } else {
                values[index] = component(shape.components().get(index), value, parser, context);
            }
        }
        return shape.create(values);
    }

    private static @Nullable Record nothing(JsonParser parser, Type type) {
        if (parser.getValue() != JsonValue.NULL) {
            throw noObject(type);
        }
        return null;
    }

    private static JsonbException noObject(Type type) {
        return new JsonbException(type.getTypeName() + " is written as a JSON object, and this is none");
    }

    private static @Nullable Object component(
            RecordShape.Component component, Event value, JsonParser parser, DeserializationContext context) {
        if (value == Event.VALUE_NULL) {
            return component.whenNull();
        }
        if (value == Event.VALUE_NUMBER && component.whole()) {
            return component.exactly(parser.getBigDecimal());
        }
        return context.deserialize(component.type(), parser);
    }
}
