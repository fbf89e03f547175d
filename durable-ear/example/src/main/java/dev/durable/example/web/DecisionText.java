package dev.durable.example.web;

import dev.durable.example.intake.Decision;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue.ValueType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * A decision as it comes in a request. Read strictly: bound to a class, {@code "approved": "yes"} would be a rejection,
 * and so would a misspelt name.
 */
final class DecisionText {

    private static final int MAX_SIZE = 10_000;
    private static final Set<String> NAMES = Set.of("approved", "by");

    private DecisionText() {}

    /**
     * Reads a decision.
     *
     * @throws IllegalArgumentException if it is none; it says what one looks like
     */
    static Decision read(InputStream body) throws IOException {
        byte[] text = body.readNBytes(MAX_SIZE + 1);
        if (text.length > MAX_SIZE) {
            throw malformed("it has more than " + MAX_SIZE + " bytes");
        }
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(text))) {
            return decision(reader.read());
        } catch (JsonException e) {
            throw malformed("this is no JSON");
        }
    }

    private static Decision decision(JsonStructure json) {
        if (!(json instanceof JsonObject object && object.keySet().equals(NAMES))) {
            throw malformed("it is an object with \"approved\" and \"by\", and nothing else");
        }
        ValueType approved = object.get("approved").getValueType();
        if (approved != ValueType.TRUE && approved != ValueType.FALSE) {
            throw malformed("\"approved\" is true or false");
        }
        if (!(object.get("by") instanceof JsonString by)) {
            throw malformed("\"by\" is a text");
        }
        return new Decision(approved == ValueType.TRUE, by.getString());
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("A decision looks like {\"approved\": true, \"by\": \"Ann\"}: " + what);
    }
}
