package dev.durable.web;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Is the last thing that a server makes of a web module, and so knows when the application's own listeners and servlets
 * have done their part. Nobody can call it: it has no address.
 */
final class DurableServlet extends GenericServlet {

    private static final long serialVersionUID = 1L;

    private final transient DurableListener listener;

    DurableServlet(DurableListener listener) {
        this.listener = listener;
    }

    @Override
    public void init() {
        listener.up();
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) {
        throw new UnsupportedOperationException("It has no address");
    }
}
