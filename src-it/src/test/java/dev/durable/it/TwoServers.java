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

/** An Open Liberty and a WildFly on one database, with the same EAR of the ledger's application. */
final class TwoServers implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final List<ServerKind> KINDS = List.of(ServerKind.LIBERTY, ServerKind.WILDFLY);

    private final String name;
    private final Rows rows;
    private final List<Server> servers;

    TwoServers(String name) {
        this.name = name;
        String url = Databases.shared().createDatabase(name);
        rows = new Rows(Databases.shared().dataSource(name));
        Path ear = ShippedEar.export(ShippedEar.withoutExample(name + ".ear")
                .addAsModule(ShippedEar.webModule("ledger.war").addPackage(Ledger.class.getPackage())));
        servers = IntStream.range(0, KINDS.size())
                .mapToObj(index -> KINDS.get(index)
                        .on(url + "&ApplicationName=" + name(index), name(index))
                        .with("durable.executor-name", name(index))
                        .with("durable.slots", "8")
                        .with("durable.prefetch", "8")
                        .with("durable.lease", "PT6S")
                        .with("durable.max-crashes", "100")
                        .deploying(ear)
                        .launch())
                .toList();
        servers.forEach(server -> Eventually.holds(
                "the server serves", LIMIT, () -> server.http().get("/ledger/").status() == 200));
        guardEnds();
    }

    private void guardEnds() {
        try {
            EndsAreFinal.guard(Databases.shared().dataSource(name));
        } catch (SQLException e) {
            throw new IllegalStateException("The ends of executions are not guarded", e);
        }
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
                () -> rows.number("select count(*) from durable_execution where not closed") == 0);
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }
}
