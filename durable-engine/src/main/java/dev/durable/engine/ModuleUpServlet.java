package dev.durable.engine;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Is the last thing that a server makes of a web module, and so knows when the application's own listeners and servlets
 * have done their part. Nobody can call it: it has no address.
 */
final class ModuleUpServlet extends GenericServlet {

    private static final long serialVersionUID = 1L;

    private final transient Runnable up;

    ModuleUpServlet(Runnable up) {
        this.up = up;
    }

    @Override
    public void init() {
        up.run();
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) {
        throw new UnsupportedOperationException("It has no address");
    }
}
