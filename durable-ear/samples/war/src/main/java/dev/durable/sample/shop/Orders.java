package dev.durable.sample.shop;

import dev.durable.DurableExecutor;
import dev.durable.ExecutionId;
import dev.durable.TaskExecution;
import dev.durable.TaskHandle;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
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

/** Takes orders, and tells what became of them. */
@Path("orders")
@RequestScoped
public class Orders {

    /** An order as it stands; without a parcel until it has been shipped. */
    public record View(String item, String status, String parcel) {}

    @Inject
    DurableExecutor durable;

    @PersistenceContext
    EntityManager entities;

    /** The order and its shipping commit together, or neither does. */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Transactional
    public Response place(String item) {
        UUID id = durable.enqueue(Ship.class, item).executionId().value();
        entities.persist(new PlacedOrder(id, item));
        return Response.accepted().location(URI.create("orders/" + id)).build();
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public View get(@PathParam("id") UUID id) {
        PlacedOrder order = entities.find(PlacedOrder.class, id);
        if (order == null) {
            throw new NotFoundException();
        }
        TaskHandle<String> shipping = durable.handle(Ship.class, new ExecutionId(id));
        TaskExecution<String> execution = shipping.execution();
        return new View(
                order.item(), execution.status().name(), execution.output().orElse(null));
    }
}
