package dev.durable.example.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.util.UUID;

/**
 * The id of an intake as it comes in a request.
 *
 * @param value the id
 */
public record IntakeId(UUID value) {

    /** Called for a parameter; the framework would answer 404 to an exception of another kind. */
    public static IntakeId fromString(String text) {
        try {
            UUID value = UUID.fromString(text);
            if (value.toString().equalsIgnoreCase(text)) {
                return new IntakeId(value);
            }
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
        throw malformed(text); // UUID takes shortened groups as well: one intake would have many addresses
    }

    private static WebApplicationException malformed(String text) {
        return Problem.exception(
                Status.BAD_REQUEST, "MALFORMED_ID", "An intake's id is a UUID of 36 characters, not \"" + text + "\"");
    }

    WebApplicationException unknown() {
        return Problem.exception(Status.NOT_FOUND, "NOT_FOUND", "There is no intake " + value);
    }
}
