package dev.durable.it.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.durable.DurableExecutor;
import dev.durable.ExecutionNotFoundException;
import dev.durable.TaskHandle;
import dev.durable.it.harness.ArquillianServer;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Http;
import dev.durable.it.harness.ShippedEar;
import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.Test;

/** Calls from servlets, REST resources and EJBs, and what of the caller reaches a body. */
@ArquillianTest
class CallersIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String LOGIN = """
            <web-fragment xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <login-config>
                <auth-method>BASIC</auth-method>
              </login-config>
            </web-fragment>
            """;

    @Inject
    DurableExecutor durable;

    @Inject
    Clerk clerk;

    @Inject
    Alarm alarm;

    private final String word = UUID.randomUUID().toString();

    @Deployment
    static EnterpriseArchive application() {
        return ShippedEar.withoutExample("caller.ear")
                .addAsModule(Testable.archiveToTest(ShippedEar.webModule("caller.war")
                        .addPackage(CallersIT.class.getPackage())
                        .addClasses(Eventually.class, Http.class)
                        .addAsLibrary(ShrinkWrap.create(JavaArchive.class, "login.jar")
                                .addAsManifestResource(new StringAsset(LOGIN), "web-fragment.xml"))));
    }

    @Test
    @RunAsClient
    void theIdentityOfACallerDoesNotReachABody() {
        Http.Answer unknown = server().get("/caller/callers");
        Http.Answer known =
                server().as(ArquillianServer.USER, ArquillianServer.PASSWORD).get("/caller/callers");

        assertEquals(401, unknown.status());
        List<String> callers = known.text().lines().toList();
        assertEquals("[clara, clara, in role true, of thread clara]", callers.get(0));
        assertFalse(callers.get(1).contains("clara"), callers.get(1));
        assertTrue(callers.get(1).contains("in role false, of thread null"), callers.get(1));
    }

    @Test
    @RunAsClient
    void aRestResourceEnqueues() {
        assertEquals(
                word,
                server().post("/caller/rest/words", "text/plain", word.getBytes(StandardCharsets.UTF_8))
                        .text());
    }

    @Test
    void whatAnEjbEnqueuesRunsWhenItsTransactionHasCommitted() throws Exception {
        assertCopied(clerk.copy(word));
    }

    @Test
    void whatAnEjbEnqueuesIsUndoneIfItMarksItsTransaction() throws Exception {
        TaskHandle<String> handle = clerk.copyAndMark(word);

        assertThrows(ExecutionNotFoundException.class, handle::execution);
        assertNeverCopied();
    }

    @Test
    void whatAnEjbEnqueuesIsUndoneIfItThrows() throws Exception {
        assertThrows(EJBException.class, () -> clerk.copyAndFail(word));

        assertNeverCopied();
    }

    @Test
    void anAsynchronousMethodOfAnEjbEnqueues() throws Exception {
        assertCopied(clerk.copyLater(word).get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aTimerOfAnEjbEnqueues() throws Exception {
        alarm.set(word);

        assertCopied(Eventually.get("it went off", LIMIT, () -> Alarm.WENT_OFF.get(word), handle -> handle != null));
    }

    private void assertCopied(TaskHandle<String> handle) throws Exception {
        assertEquals(word, handle.await(LIMIT).output().orElseThrow());
    }

    /** What was enqueued later has run without it. */
    private void assertNeverCopied() throws Exception {
        durable.enqueue(Copy.class, "after " + word).await(LIMIT);
        assertFalse(Copy.COPIED.contains(word));
    }

    private static Http server() {
        return new Http(URI.create("http://127.0.0.1:" + System.getProperty("it.arquillian.port")));
    }
}
