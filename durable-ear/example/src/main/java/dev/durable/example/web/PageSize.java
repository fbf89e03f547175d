package dev.durable.example.web;

import jakarta.ws.rs.core.Response.Status;

/**
 * How many intakes a request wants to see.
 *
 * @param value the number
 */
public record PageSize(int value) {

    private static final int MAX = 200;

    /** Called for a parameter; the framework would answer 404 to an exception of another kind. */
    public static PageSize fromString(String text) {
        if (text.matches("[1-9][0-9]{0,2}") && Integer.parseInt(text) <= MAX) {
            return new PageSize(Integer.parseInt(text));
        }
        throw Problem.exception(
                Status.BAD_REQUEST, "MALFORMED_LIMIT", "limit is 1 to " + MAX + ", not \"" + text + "\"");
    }
}
