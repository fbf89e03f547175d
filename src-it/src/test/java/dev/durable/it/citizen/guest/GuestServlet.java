package dev.durable.it.citizen.guest;

import dev.durable.DurableExecutor;
import dev.durable.EnqueueOptions;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;

/** Enqueues what only this application knows. */
@WebServlet("/guests")
public class GuestServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient DurableExecutor durable;

    /** {@code ?times=n&input=gate} enqueues. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        durable.enqueueAll(
                Guest.class,
                Collections.nCopies(Integer.parseInt(request.getParameter("times")), request.getParameter("input")),
                EnqueueOptions.none());
    }
}
