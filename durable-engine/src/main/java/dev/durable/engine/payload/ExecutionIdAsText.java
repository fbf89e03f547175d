package dev.durable.engine.payload;

import dev.durable.ExecutionId;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.bind.JsonbException;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Carries an execution id as the text that users know it by. */
final class ExecutionIdAsText implements JsonbSerializer<ExecutionId>, JsonbDeserializer<ExecutionId> {

    @Override
    public void serialize(ExecutionId id, JsonGenerator generator, SerializationContext context) {
        generator.write(id.toString());
    }

    @Override
    public @Nullable ExecutionId deserialize(JsonParser parser, DeserializationContext context, Type type) {
        JsonValue value = parser.getValue();
        if (value instanceof JsonString text) {
            return ExecutionId.of(text.getString());
        }
        if (value == JsonValue.NULL) {
            return null;
        }
        throw new JsonbException("An execution id is a string, not " + value);
    }
}
