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
        ArquillianServer.prepare(shared.createDatabase("arquillian"));
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        shared.close();
    }
}
