package dev.durable.it.harness;

/**
 * Makes the directory of the server that Arquillian starts, and tells arquillian.xml of it: a server with a second
 * datasource, with EJBs and a user who has a password, and with short transactions unless somebody asks for longer ones.
 */
public final class ArquillianServer {

    /** A user that the server knows. */
    public static final String USER = "clara";

    public static final String PASSWORD = "secret";

    /** The role that the user has in any application. */
    public static final String ROLE = "clerk";

    private static final int TRANSACTION_SECONDS = 6;
    private static final String OTHER = "jdbc/other";

    private ArquillianServer() {}

    static void prepare(String databaseUrl) {
        int port = Environment.freePort();
        System.setProperty("it.arquillian.port", Integer.toString(port));
        System.setProperty("it.arquillian.jvm", Jvm.OPTIONS);
        switch (ServerKind.current()) {
            case LIBERTY -> liberty(port, databaseUrl);
            case WILDFLY -> wildfly(port, databaseUrl);
        }
    }

    private static void liberty(int port, String databaseUrl) {
        // Arquillian refuses to start a server if any process of this machine runs one of the same name.
        String server = "arquillian-" + port;
        LibertyDirectory directory = LibertyDirectory.create("arquillian", server);
        directory.configure("http.port", Integer.toString(port));
        directory.configure("database.url", databaseUrl);
        directory.withoutApplication();
        directory.override("arquillian", """
                <server>
                  <featureManager><feature>localConnector-1.0</feature></featureManager>
                  <applicationMonitor updateTrigger="mbean"/>
                  <transaction totalTranLifetimeTimeout="%ds"/>
                </server>
                """.formatted(TRANSACTION_SECONDS));
        directory.datasource(OTHER, databaseUrl);
        directory.ejbsAndUser(USER, PASSWORD, ROLE);
        System.setProperty("it.arquillian.server", server);
        System.setProperty("it.arquillian.directory", directory.user().toString());
    }

    private static void wildfly(int port, String databaseUrl) {
        WildFlyDirectory directory = WildFlyDirectory.create("arquillian");
        int management = Environment.freePort();
        directory.configure("jboss.http.port", Integer.toString(port));
        directory.configure("jboss.management.http.port", Integer.toString(management));
        directory.configure("database.driver", "postgresql");
        directory.configure("database.url", databaseUrl);
        directory.datasource(OTHER, databaseUrl);
        directory.ejbs();
        directory.user(USER, PASSWORD, ROLE);
        directory.insertBefore(
                "statistics-enabled=\"${wildfly.transactions", "default-timeout=\"" + TRANSACTION_SECONDS + "\" ");
        System.setProperty("it.arquillian.management", Integer.toString(management));
        System.setProperty("it.arquillian.directory", directory.base().toString());
    }
}
