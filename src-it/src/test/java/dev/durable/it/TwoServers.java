package dev.durable.it;

import dev.durable.it.harness.Databases;
import dev.durable.it.harness.EndsAreFinal;
import dev.durable.it.harness.Eventually;
import dev.durable.it.harness.Rows;
import dev.durable.it.harness.Server;
import dev.durable.it.harness.ServerKind;
import dev.durable.it.harness.ShippedEar;
import dev.durable.it.ledger.Ledger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Two servers on one database, with the same EAR of the ledger's application: an Open Liberty and a WildFly. */
final class TwoServers implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(2);

    /** As many bodies run at once on each. */
    static final int SLOTS = 8;

    static final String READY = "/ledger/";

    private static final String OPEN = """
            select count(*) from pg_stat_activity
            where datname = current_database() and application_name = ? and xact_start is not null
            and query = 'select pg_sleep(seconds) from pace'""";

    private final String name;
    private final Rows rows;
    private final List<Server> servers;

    TwoServers(String name) {
        this(name, ServerKind.LIBERTY, ServerKind.WILDFLY);
    }

    /** Both are ready to be started. */
    TwoServers(String name, ServerKind first, ServerKind second) {
        this.name = name;
        String url = Databases.shared().createDatabase(name);
        rows = new Rows(Databases.shared().dataSource(name));
        Path ear = application(name);
        List<ServerKind> kinds = List.of(first, second);
        servers = IntStream.range(0, kinds.size())
                .mapToObj(index -> kinds.get(index)
                        .on(url + "&ApplicationName=" + name(index), name(index))
                        .with("durable.executor-name", name(index))
                        .with("durable.slots", Integer.toString(SLOTS))
                        .with("durable.prefetch", Integer.toString(SLOTS))
                        .with("durable.lease", "PT6S")
                        .with("durable.max-crashes", "100")
                        .deploying(ear))
                .toList();
    }

    /** The application of the ledger alone; {@value #READY} answers once it runs. */
    static Path application(String name) {
        return ShippedEar.export(ShippedEar.withoutExample(name + ".ear")
                .addAsModule(ShippedEar.webModule("ledger.war").addPackage(Ledger.class.getPackage())));
    }

    /** Starts both side by side. */
    TwoServers start() throws SQLException {
        servers.forEach(Server::launch);
        servers.forEach(server -> Eventually.holds(
                "the server serves", LIMIT, () -> server.http().get(READY).status() == 200));
        EndsAreFinal.guard(Databases.shared().dataSource(name));
        return this;
    }

    /** Starts one of them. */
    void start(int index) throws SQLException {
        servers.get(index).start(READY);
        EndsAreFinal.guard(Databases.shared().dataSource(name));
    }

    /** How long a transaction stays open after it has posted, from the next one on. */
    void pace(double seconds) throws SQLException {
        rows.change("delete from pace");
        rows.change("insert into pace values (?)", seconds);
    }

    /** How many transactions of a server have posted and are still open. */
    int open(int index) throws SQLException {
        return rows.number(OPEN, name(index));
    }

    /** What a server is called by the database and by its executor. */
    String name(int index) {
        return name + "-" + index;
    }

    Rows rows() {
        return rows;
    }

    List<Server> all() {
        return servers;
    }

    Server get(int index) {
        return servers.get(index);
    }

    /** Asks a server for something that needs no body. */
    String post(int index, String path) {
        return servers.get(index)
                .http()
                .post("/ledger" + path, "text/plain", new byte[0])
                .text();
    }

    void awaitAllClosed() {
        Eventually.holds(
                "all is done",
                LIMIT,
                () -> rows.number("select count(*) from durable_execution where notified = 'NOT_YET'") == 0);
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }
}
