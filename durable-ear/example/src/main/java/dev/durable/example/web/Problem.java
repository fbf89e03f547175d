package dev.durable.example.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.StatusType;

/**
 * What every error looks like: {@code {"error": {"kind", "message"}}}.
 *
 * @param error what went wrong
 */
public record Problem(Detail error) {

    /**
     * What went wrong.
     *
     * @param kind the kind of error, for programs
     * @param message what was wrong and what is allowed, for people
     */
    public record Detail(String kind, String message) {}

    static Response response(StatusType status, String kind, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Problem(new Detail(kind, message)))
                .build();
    }

    static WebApplicationException exception(StatusType status, String kind, String message) {
        return new WebApplicationException(message, response(status, kind, message));
    }
}
