package dev.durable.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.it.citizen.Where;
import dev.durable.it.citizen.guest.Guest;
import dev.durable.it.harness.Databases;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.ShippedEar;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Four applications in one server, each with an engine in its {@code lib}. Two have tables of their own, and two the same
 * ones.
 */
class ApplicationsIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MANY = 200;
    private static final int MORE_THAN_ONE_TAKES = 40;
    private static final int GUESTS = 4;

    private static final Rows SHARED = new Rows(Databases.shared().dataSource("applications"));
    private static final Rows NORTH = new Rows(Databases.shared().dataSource("north"));
    private static final Rows SOUTH = new Rows(Databases.shared().dataSource("south"));

    private static Path north;
    private static Path south;
    private static Path host;
    private static Path guest;
    private static Server server;

    @BeforeAll
    static void start() throws SQLException {
        server = Server.on(Databases.shared().createDatabase("applications"), "applications")
                .withDatasource("jdbc/north", Databases.shared().createDatabase("north"))
                .withDatasource("jdbc/south", Databases.shared().createDatabase("south"))
                .with("durable.shutdown-timeout", "PT0.2S")
                .withoutApplication();
        SHARED.change("create table gate (name text primary key)");
        open("door");
        north = application("north", "durable.datasource=jdbc/north", module("north", "jdbc/north"));
        south = application("south", "durable.datasource=jdbc/south", module("south", "jdbc/south"));
        host = application("host", "", module("host"));
        guest = application("guest", "", module("guest").addPackage(Guest.class.getPackage()));
        for (Path ear : new Path[] {north, south, host, guest}) {
            server.deploy(ear);
        }
        server.launch();
        for (String name : new String[] {"north", "south", "host", "guest"}) {
            awaitUp(name);
        }
    }

    private static WebArchive module(String name, String... otherDatasources) {
        return ShippedEar.webModule(name + ".war", otherDatasources)
                .addPackage(Where.class.getPackage())
                .addClass(Rows.class);
    }

    private static Path application(String name, String configuration, WebArchive module) {
        return ShippedEar.export(ShippedEar.withoutExample(name + ".ear")
                .addAsLibrary(ShippedEar.configuration("durable.executor-name=" + name, configuration))
                .addAsModule(module));
    }

    private static void awaitUp(String name) {
        eventually(
                name + " is up", () -> server.http().get("/" + name + "/tasks/").status() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatHasTablesOfItsOwnRunsItsOwnWorkAloneWhateverBecomesOfTheOther() throws SQLException {
        enqueue("/north/tasks/where", MANY, "");
        enqueue("/south/tasks/where", MANY, "");
        awaitCompleted(NORTH, "where", MANY);
        awaitCompleted(SOUTH, "where", MANY);

        server.undeploy(north);

        assertThat(executors(NORTH)).isZero();
        enqueue("/south/tasks/where", MANY, "");
        awaitCompleted(SOUTH, "where", 2 * MANY);
        assertThat(NORTH.number("select count(*) from durable_execution where output <> '\"north/north\"'"))
                .isZero();
        assertThat(SOUTH.number("select count(*) from durable_execution where output <> '\"south/south\"'"))
                .isZero();
    }

    @Test
    void applicationsOnTheSameTablesShareWhatBothKnow() throws SQLException {
        enqueue("/host/tasks/hold", MORE_THAN_ONE_TAKES, "shared");

        eventually(
                "both have claimed some",
                () -> SHARED.number("select count(distinct owner) from durable_execution where task_id = 'hold'") == 2);
        open("shared");

        awaitCompleted(SHARED, "hold", MORE_THAN_ONE_TAKES);
        assertThat(server.log()).as("a lease that was lost").doesNotContain("DUR0030");
    }

    @Test
    void whatOnlyOneOfThemKnowsIsReturnedWhenItStopsAndWaitsUntilItIsUpAgain() throws SQLException {
        enqueue("/guest/guests", GUESTS, "guests");
        awaitGuests("RUNNING");

        server.undeploy(guest);

        assertThat(executors(SHARED)).isEqualTo(1);
        awaitGuests("READY");
        assertNoGuestIsClaimed();
        deployGuestAsFarAsItsDoor();
        assertNoGuestIsClaimed();
        open("door");
        awaitGuests("RUNNING");
        open("guests");
        awaitCompleted(SHARED, "guest", GUESTS);
        assertThat(SHARED.number(
                        "select count(*) from durable_execution where output = '\"guest/guest\"' and task_id = 'guest'"
                                + " and attempt = 1 and crashes = 0"))
                .isEqualTo(GUESTS);
    }

    /** Though much else has been done since. */
    private static void assertNoGuestIsClaimed() throws SQLException {
        int before = claimsOfGuests();
        int completed = completed(SHARED, "where");
        enqueue("/host/tasks/where", MANY, "");
        awaitCompleted(SHARED, "where", completed + MANY);
        assertThat(claimsOfGuests()).as("claims of guests").isEqualTo(before);
    }

    private static void deployGuestAsFarAsItsDoor() throws SQLException {
        SHARED.change("delete from gate where name in ('door', 'knocked')");
        server.deploy(guest);
        eventually("its listener waits", () -> SHARED.number("select count(*) from gate where name = 'knocked'") == 1);
    }

    private static int executors(Rows rows) throws SQLException {
        return rows.number("select count(*) from durable_executor where lease_until > clock_timestamp()");
    }

    /** Each claim makes a token greater by one. */
    private static int claimsOfGuests() throws SQLException {
        return SHARED.number("select sum(token) from durable_execution where task_id = 'guest'");
    }

    private static void awaitGuests(String status) {
        eventually(
                "guests are " + status,
                () -> SHARED.number(
                                "select count(*) from durable_execution where task_id = 'guest' and status = ?", status)
                        == GUESTS);
    }

    private static void open(String gate) throws SQLException {
        SHARED.change("insert into gate values (?)", gate);
    }

    private static void enqueue(String path, int times, String input) {
        assertThat(server.http()
                        .post(path + "?times=" + times + "&input=" + input, "text/plain", new byte[0])
                        .status())
                .isEqualTo(200);
    }

    private static void awaitCompleted(Rows rows, String task, int times) {
        eventually(times + " of " + task + " have completed", () -> completed(rows, task) == times);
    }

    private static int completed(Rows rows, String task) throws SQLException {
        return rows.number("select count(*) from durable_execution where task_id = ? and status = 'COMPLETED'", task);
    }

    private static void eventually(String what, Callable<Boolean> condition) {
        Eventually.holds(what, LIMIT, condition);
    }
}
