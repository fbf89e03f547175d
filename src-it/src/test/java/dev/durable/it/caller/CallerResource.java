package dev.durable.it.caller;

import dev.durable.DurableExecutor;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.time.Duration;

/** Has a word measured. */
@Path("/words")
public class CallerResource {

    /** Where it is. */
    @ApplicationPath("/rest")
    public static class Rest extends Application {}

    @Inject
    DurableExecutor durable;

    @POST
    public String measure(String word) throws InterruptedException {
        return durable.enqueue(Copy.class, word)
                .await(Duration.ofSeconds(30))
                .output()
                .orElseThrow();
    }
}
