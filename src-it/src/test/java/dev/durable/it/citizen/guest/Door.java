package dev.durable.it.citizen.guest;

import dev.durable.it.citizen.Gate;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.sql.SQLException;

/** Lets the application come up only when a gate is open: a servlet that is loaded at start-up, after all listeners. */
@WebServlet(urlPatterns = "/door", loadOnStartup = 1)
public class Door extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Gate gate;

    @Override
    public void init() throws ServletException {
        try {
            gate.open("knocked");
            gate.pass("door");
        } catch (SQLException e) {
            throw new ServletException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(e);
        }
    }
}
