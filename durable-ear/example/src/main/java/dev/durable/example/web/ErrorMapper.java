package dev.durable.example.web;

import dev.durable.ExecutionNotFoundException;
import dev.durable.StoreException;
import dev.durable.example.archive.RefusedArchiveException;
import dev.durable.example.archive.RefusedArchiveException.Reason;
import dev.durable.example.intake.RefusedDecisionException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.TransactionalException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Makes a {@link Problem} of whatever is thrown. Faults of the server go to the log, and no detail of them to the
 * client.
 */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = System.getLogger(ErrorMapper.class.getName());

    @Override
    public Response toResponse(Throwable error) {
        if (error instanceof WebApplicationException web) {
            return described(web.getResponse());
        }
        if (error instanceof RefusedArchiveException refused) {
            boolean tooLarge = refused.reason() == Reason.UPLOAD_TOO_LARGE;
            return Problem.response(
                    tooLarge ? Status.REQUEST_ENTITY_TOO_LARGE : Status.BAD_REQUEST,
                    refused.reason().name(),
                    refused.getMessage());
        }
        if (error instanceof RefusedDecisionException refused) {
            return Problem.response(Status.CONFLICT, refused.reason().name(), refused.getMessage());
        }
        if (error instanceof ExecutionNotFoundException) {
            return Problem.response(
                    Status.NOT_FOUND, "NOT_FOUND", "The execution of this intake is not stored any more");
        }
        if (isOfTheDatabase(error)) {
            LOG.log(Level.WARNING, "A request failed: the database could not be asked", error);
            return Problem.response(
                    Status.SERVICE_UNAVAILABLE, "UNAVAILABLE", "The database cannot be asked; try again later");
        }
        LOG.log(Level.ERROR, "A request failed", error);
        return Problem.response(Status.INTERNAL_SERVER_ERROR, "INTERNAL", "The server failed; its log says why");
    }

    /** The framework's own refusal, with its headers, in the form that all errors have. */
    private static Response described(Response refusal) {
        if (refusal.hasEntity()) {
            return refusal;
        }
        Status status = Status.fromStatusCode(refusal.getStatus());
        String message = status == Status.UNSUPPORTED_MEDIA_TYPE
                ? "Send an upload as one ZIP with the header Content-Type: application/zip, and a decision as application/json"
                : refusal.getStatusInfo().getReasonPhrase();
        return Response.fromResponse(refusal)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Problem(new Problem.Detail(status == null ? "REFUSED" : status.name(), message)))
                .build();
    }

    private static boolean isOfTheDatabase(Throwable error) {
        return error instanceof StoreException
                || error instanceof PersistenceException
                || error instanceof TransactionalException;
    }
}
