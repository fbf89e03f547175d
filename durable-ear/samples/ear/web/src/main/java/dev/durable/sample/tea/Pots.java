package dev.durable.sample.tea;

import dev.durable.DurableExecutor;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.TaskExecution;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;

/** Has tea brewed, and tells how far it is. */
@Path("pots")
@RequestScoped
@Produces(MediaType.TEXT_PLAIN)
public class Pots {

    @Inject
    DurableExecutor durable;

    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    public Response brew(String kind) {
        ExecutionId id = durable.enqueue(Brew.class, kind).executionId();
        return Response.accepted().location(URI.create("pots/" + id)).build();
    }

    @GET
    @Path("{id}")
    public String get(@PathParam("id") UUID id) {
        try {
            TaskExecution<String> brewing =
                    durable.handle(Brew.class, new ExecutionId(id)).execution();
            return brewing.status() + ": " + brewing.output().orElse("not yet");
        } catch (ExecutionNotFoundException e) {
            throw new NotFoundException(e);
        }
    }
}
