package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Bodies that wait hold threads. Where these are all that a server has, and the machine too busy for the server to add
 * some, nothing else gets one.
 */
class BusyIT {

    private static final int SLOTS = 16;
    private static final int RENEWALS = 5;
    private static final String RENEWED = "select max(renewed_at) from durable_executor";

    private final AtomicBoolean busy = new AtomicBoolean(true);
    private final ExecutorService processors = Executors.newCachedThreadPool();

    @AfterEach
    void leaveTheMachineAlone() {
        busy.set(false);
        processors.shutdown();
    }

    @Test
    void theLeaseIsRenewedAndRequestsAreAnsweredWhileAllSlotsWaitOnABusyMachine() throws SQLException {
        Rows rows = new Rows(Databases.shared().dataSource("busy"));
        try (Server server = Server.on(Databases.shared().createDatabase("busy"), "busy")
                .deploying(TwoServers.application("busy"))) {
            server.start(TwoServers.READY);
            makeTheMachineBusy();
            server.http().post("/ledger/leaf?times=" + SLOTS, "text/plain", new byte[0]);
            Eventually.holds(
                    "all slots are taken",
                    TwoServers.LIMIT,
                    () -> rows.number("select count(*) from durable_execution where status = 'RUNNING'") == SLOTS);

            for (int i = 0; i < RENEWALS; i++) {
                String last = rows.text(RENEWED);
                Eventually.holds("the lease is renewed", TwoServers.LIMIT, () -> !rows.text(RENEWED)
                        .equals(last));
            }
            assertThat(server.http().get(TwoServers.READY).status()).isEqualTo(200);
            assertThat(server.health().get("/health").status()).isEqualTo(200);
        }
    }

    private void makeTheMachineBusy() {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            processors.execute(() -> {
                while (busy.get()) {
                    Thread.onSpinWait();
                }
            });
        }
    }
}
