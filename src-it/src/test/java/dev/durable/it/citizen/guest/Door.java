package dev.durable.it.citizen.guest;

import dev.durable.it.citizen.Gate;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.sql.SQLException;

/** Lets the application come up only when a gate is open. */
@WebListener
public class Door implements ServletContextListener {

    @Inject
    Gate gate;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            gate.open("knocked");
            gate.pass("door");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
