package dev.durable.it.citizen;

import dev.durable.it.harness.Rows;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Gates that a test sees and opens from outside of the server. One is open if the database has a row of its name. */
@ApplicationScoped
public class Gate {

    private static final long PAUSE_MILLIS = 50;

    @Resource(lookup = "java:comp/env/jdbc/durable")
    DataSource database;

    public boolean isOpen(String name) throws SQLException {
        return new Rows(database).number("select count(*) from gate where name = ?", name) > 0;
    }

    public void open(String name) throws SQLException {
        new Rows(database).change("insert into gate values (?) on conflict do nothing", name);
    }

    /** Waits at a gate until it is open, or until the thread is interrupted. */
    public void pass(String name) throws SQLException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!isOpen(name)) {
            never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
