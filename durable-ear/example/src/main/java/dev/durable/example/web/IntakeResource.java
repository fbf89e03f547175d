package dev.durable.example.web;

import dev.durable.example.archive.DocumentArchive;
import dev.durable.example.archive.TemporaryFile;
import dev.durable.example.intake.Approvals;
import dev.durable.example.intake.Decision;
import dev.durable.example.intake.IntakeLimits;
import dev.durable.example.intake.IntakeSummary;
import dev.durable.example.intake.IntakeView;
import dev.durable.example.intake.Intakes;
import dev.durable.example.intake.Receipt;
import dev.durable.example.intake.Ruling;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The intakes over HTTP. Every answer is JSON, errors too: {@link Problem}. */
@Path("/")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class IntakeResource {

    private static final int RETRY_SECONDS = 5;

    @Inject
    Intakes intakes;

    @Inject
    Approvals approvals;

    @Inject
    IntakeLimits limits;

    @Inject
    UploadSlots slots;

    @Context
    UriInfo uri;

    /**
     * Takes a ZIP in. Answers as soon as it is stored and its cataloguing enqueued, with where to watch that.
     *
     * <p>What is wrong with the archive is said here, while its sender listens. While as many uploads as allowed are
     * received, further ones are refused unread.
     */
    @POST
    @Consumes("application/zip") // which no page of another origin may send without asking this server first
    public Response accept(InputStream upload) throws IOException {
        if (!slots.take()) {
            throw busy();
        }
        try (TemporaryFile file = TemporaryFile.receive(upload, limits.maxUploadSize())) {
            int documents = new DocumentArchive(limits.archive()).check(file.path());
            Receipt receipt = intakes.accept(Files.readAllBytes(file.path()), documents);
            return Response.accepted(receipt).location(location(receipt.id())).build();
        } finally {
            slots.returnSettled();
        }
    }

    private WebApplicationException busy() {
        String message = "This server receives " + limits.parallelUploads()
                + " uploads already, and no more at once (intake.parallel-uploads); try again later";
        return new WebApplicationException(
                message,
                Response.fromResponse(Problem.response(Response.Status.SERVICE_UNAVAILABLE, "BUSY", message))
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                        .build());
    }

    private URI location(UUID id) {
        return uri.getAbsolutePathBuilder().path(id.toString()).build();
    }

    /** How an intake stands. */
    @GET
    @Path("{id}")
    public IntakeView get(@PathParam("id") IntakeId id) {
        return intakes.find(id.value()).orElseThrow(id::unknown);
    }

    /**
     * Decides about a large intake: {@code {"approved": true, "by": "Ann"}}. The first decision counts; repeating it is
     * harmless and answered with 200 in place of 202.
     */
    @POST
    @Path("{id}/approval")
    @Consumes(MediaType.APPLICATION_JSON) // which no page of another origin may send without asking this server first
    public Response decide(@PathParam("id") IntakeId id, InputStream decision) throws IOException {
        Ruling ruling = approvals.decide(id.value(), read(decision)).orElseThrow(id::unknown);
        return Response.status(ruling.repeated() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(ApprovalAnswer.of(id.value(), ruling.decision()))
                .build();
    }

    private static Decision read(InputStream decision) throws IOException {
        try {
            return DecisionText.read(decision);
        } catch (IllegalArgumentException e) {
            throw Problem.exception(Response.Status.BAD_REQUEST, "MALFORMED_DECISION", e.getMessage());
        }
    }

    /** Cancels what has not finished. Repeating it is harmless: the answer then says how the intake had ended. */
    @DELETE
    @Path("{id}")
    public Cancellation cancel(@PathParam("id") IntakeId id) {
        return intakes.cancel(id.value())
                .map(answer -> Cancellation.of(id.value(), answer))
                .orElseThrow(id::unknown);
    }

    /**
     * Lists the newest intakes. A full page names the next one in a {@code Link} header.
     *
     * @param limit how many, 1 to 200
     * @param before the last intake of the page before
     */
    @GET
    public Response list(
            @QueryParam("limit") @DefaultValue("20") PageSize limit, @QueryParam("before") @Nullable IntakeId before) {
        List<IntakeSummary> page =
                before == null ? intakes.newest(limit.value()) : intakes.newestBefore(before.value(), limit.value());
        Response.ResponseBuilder answer = Response.ok(page.toArray(IntakeSummary[]::new));
        if (page.size() == limit.value()) {
            UUID last = page.get(page.size() - 1).id();
            answer.link(
                    uri.getRequestUriBuilder().replaceQueryParam("before", last).build(), "next");
        }
        return answer.build();
    }
}
