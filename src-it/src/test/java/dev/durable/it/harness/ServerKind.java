package dev.durable.it.harness;

import java.util.Locale;
import java.util.function.Function;

/** The servers that the tests run on. */
public enum ServerKind {
    LIBERTY(LibertyServer::new),
    WILDFLY(WildFlyServer::new);

    private final Function<String, Server> server;

    ServerKind(Function<String, Server> server) {
        this.server = server;
    }

    /** The kind that the build runs the tests on this time. */
    public static ServerKind current() {
        return valueOf(Environment.property("it.server").toUpperCase(Locale.ROOT));
    }

    /** A server on the database of its configuration: an embedded one below its own directory. */
    public Server embedded(String name) {
        return server.apply(name);
    }

    /** A server on another database. */
    public Server on(String databaseUrl, String name) {
        return embedded(name).onDatabase(databaseUrl);
    }
}
