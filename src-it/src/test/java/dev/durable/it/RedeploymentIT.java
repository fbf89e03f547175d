package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.citizen.Where;
import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Jvm;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.ShippedEar;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** One application, deployed again and again in a server that goes on running. */
class RedeploymentIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int TIMES = 20;
    private static final int QUICK = 20;
    private static final int HELD = 4;

    /** Caches of servers and of Java keep the first one, the last one and what has just been used. */
    private static final int FEW = 4;

    /** What there is of an engine in use, and of its timers. */
    private static final List<String> IN_USE =
            List.of("dev.durable.engine.RunningEngine", "dev.durable.engine.process.Loop");

    /** How a thread begins that the engine had made: while it is idle, only its name says so. */
    private static final String SPARE_THREAD = "\"durable-";

    /** What each class loader of the EAR has, and each of the web module. */
    private static final List<String> LOADED =
            List.of("dev.durable.engine.lifecycle.TaskForm", "dev.durable.it.citizen.Mark");

    private final Rows rows = new Rows(Databases.shared().dataSource("redeployment"));

    @Test
    void whatIsDeployedTwentyTimesLosesNoWorkAndLeavesNothingBehind() throws SQLException {
        Path ear = ShippedEar.export(ShippedEar.withoutExample("again.ear")
                .addAsModule(ShippedEar.webModule("again.war")
                        .addPackage(Where.class.getPackage())
                        .addClass(Rows.class)));
        try (Server server = Server.on(Databases.shared().createDatabase("redeployment"), "redeployment")
                .with("durable.shutdown-timeout", "PT0.1S")
                .withoutApplication()) {
            rows.change("create table gate (name text primary key)");
            server.deploy(ear).launch();
            awaitUp(server);
            enqueue(server, "hold", HELD);
            enqueue(server, "tick", 1);
            for (int time = 1; time <= TIMES; time++) {
                enqueue(server, "where", QUICK);
                awaitNumber(HELD, "task_id = 'hold' and status = 'RUNNING'");
                server.undeploy(ear);
                awaitNumber(HELD, "task_id = 'hold' and status = 'READY'");
                server.deploy(ear);
                awaitUp(server);
            }
            rows.change("insert into gate values ('end')");
            awaitNumber(HELD + TIMES * QUICK + 1, "status = 'COMPLETED'");
            assertThat(number("crashes > 0 or attempt > 1"))
                    .as("what was counted against an execution")
                    .isZero();
            server.undeploy(ear);
            assertNothingIsLeftBehind(server.jvm());
            assertThat(server.log()).as("a lease that was lost").doesNotContain("DUR0030");
        }
    }

    private static void assertNothingIsLeftBehind(Jvm jvm) {
        for (String kind : IN_USE) {
            Eventually.get("no " + kind + " is in use", LIMIT, () -> jvm.objects(kind), left -> left == 0);
        }
        for (String kind : LOADED) {
            Eventually.get(
                    "class loaders of " + kind + " are gone", LIMIT, () -> jvm.loaders(kind), left -> left <= FEW);
        }
        assertThat(jvm.threads())
                .isNotEmpty()
                .noneMatch(stack -> stack.contains("dev.durable.") || stack.startsWith(SPARE_THREAD));
    }

    private static void awaitUp(Server server) {
        eventually(
                "the application is up",
                () -> server.http().get("/again/tasks/").status() == 200);
    }

    private static void enqueue(Server server, String task, int times) {
        assertThat(server.http()
                        .post("/again/tasks/" + task + "?input=end&times=" + times, "text/plain", new byte[0])
                        .status())
                .isEqualTo(200);
    }

    private void awaitNumber(int wanted, String condition) {
        eventually(wanted + " are " + condition, () -> number(condition) == wanted);
    }

    private int number(String condition) throws SQLException {
        return rows.number("select count(*) from durable_execution where " + condition);
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        Eventually.holds(what, LIMIT, condition);
    }
}
