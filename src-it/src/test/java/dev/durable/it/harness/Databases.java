package dev.durable.it.harness;

import dev.durable.trial.TrialPostgreSql;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The PostgreSQL that the tests share, and the directory of the server that Arquillian starts on it: both must be there
 * before Arquillian reads its configuration, so they come and go with the session of the test launcher.
 */
public final class Databases implements LauncherSessionListener {

    private static TrialPostgreSql shared;

    /** The shared PostgreSQL. A test that stops its database starts one of its own. */
    public static TrialPostgreSql shared() {
        return shared;
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        shared = TrialPostgreSql.temporary();
        int port = Environment.freePort();
        // Arquillian refuses to start a server if any process of this machine runs one of the same name.
        String server = "arquillian-" + port;
        ServerDirectory directory = ServerDirectory.create("arquillian", server);
        String url = shared.createDatabase("arquillian");
        directory.configure("http.port", Integer.toString(port));
        directory.configure("database.url", url);
        directory.withoutApplication();
        directory.override("arquillian", """
                <server>
                  <featureManager><feature>localConnector-1.0</feature></featureManager>
                  <applicationMonitor updateTrigger="mbean"/>
                  <transaction totalTranLifetimeTimeout="6s"/>
                  <dataSource jndiName="jdbc/other" type="java.sql.Driver">
                    <jdbcDriver libraryRef="jdbc"/>
                    <properties URL="${database.url}" user="${database.user}" password="${database.password}"/>
                  </dataSource>
                </server>
                """);
        System.setProperty("it.arquillian.port", Integer.toString(port));
        System.setProperty("it.arquillian.server", server);
        System.setProperty("it.arquillian.usr", directory.user().toString());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        shared.close();
    }
}
